// SPDX-License-Identifier: Apache-2.0
// Records that a real Kafka refuses with their whole batch.
#include <catch2/catch.hpp>

#include "core/sha256.hpp"
#include "support/record_log.hpp"
#include "support/servers.hpp"
#include "support/sluice_process.hpp"

namespace sluice::test {
namespace {

std::string header(const StoredRecord& record, std::string_view name) {
  for (const auto& [key, value] : record.headers) {
    if (key == name) return value;
  }
  return "(none)";
}

}  // namespace

TEST_CASE(
    "of 400 messages those too large for the topic become dead letters, the others arrive, all are acknowledged") {
  const Mosquitto mosquitto({"autosave_on_changes false"});
  const ApacheKafka kafka;
  create_topic(kafka.address(), "plant", 1, {{"max.message.bytes", "200000"}});
  create_topic(kafka.address(), "dead", 1, {{"max.message.bytes", "400000"}});
  const RecordLog log(kafka.address(), "plant", 1);
  const RecordLog dead(kafka.address(), "dead", 1);
  SluiceProcess sluice(TaskFile("mqtt://" + mosquitto.address(), kafka.address())
                           .set("dead_letters.topic", "dead")
                           .set("kafka.compression", "none")
                           .set("kafka.properties", "{linger.ms: 20}")
                           .set("log.level", "info"));
  sluice.wait_ready();

  // Between each other, so that they share batches.
  LoadPublisher small(mosquitto.port(), {.first = 0, .count = 380});
  LoadPublisher large(mosquitto.port(), {.first = 1000, .count = 15, .payload_size = 300'000});
  LoadPublisher huge(mosquitto.port(), {.first = 2000, .count = 5, .payload_size = 600'000});
  const auto accepted = small.finish(Milliseconds{60'000}).accepted;
  CHECK(accepted.size() == 380);
  CHECK(large.finish(Milliseconds{60'000}).accepted.size() == 15);
  CHECK(huge.finish(Milliseconds{60'000}).accepted.size() == 5);

  CHECK(log.wait_for_distinct(380, Milliseconds{60'000}));
  CHECK(dead.wait_for_count(20, Milliseconds{60'000}));
  CHECK(sluice.stop() == 0);  // not 4: nothing is left unacknowledged
  sluice.wait_for_log({"event=stopped", "received=400", "delivered=380", "dead_lettered=20", "in_flight=0"});
  CHECK(log.count() == 380);
  CHECK(log.tally().missing(accepted) == std::vector<MessageId>{});
  CHECK(dead.count() == 20);

  std::size_t whole = 0;
  for (const StoredRecord& record : dead.records()) {
    const MessageId id = id_of(record.value);
    const std::string payload = payload_of(id, id < 2000 ? 300'000 : 600'000);
    CHECK(header(record, "sluice.error") == "MSG_SIZE_TOO_LARGE");
    CHECK(header(record, "sluice.stage") == "kafka");
    CHECK(header(record, "sluice.topic") == "plant");
    CHECK(header(record, "mqtt.topic") == record.key);
    if (id < 2000) {
      whole += record.value == payload ? 1U : 0U;
      CHECK(header(record, "sluice.truncated") == "(none)");
    } else {
      CHECK(record.value == payload.substr(0, 1024));
      CHECK(header(record, "sluice.payload_size") == "600000");
      CHECK(header(record, "sluice.payload_sha256") == digest_of(payload).sha256);
    }
  }
  CHECK(whole == 15);
}

}  // namespace sluice::test
