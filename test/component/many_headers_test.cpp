// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <sstream>

#include "core/sha256.hpp"
#include "kafka/held_record.hpp"
#include "kafka_rig.hpp"

namespace sluice::test {
namespace {

/// The most memory that this process has had since `reset`, in MiB.
class Peak {
 public:
  static void reset() { std::ofstream("/proc/self/clear_refs") << 5; }
  static std::size_t mib() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
      std::size_t kib = 0;
      if (word == "VmHWM:" && status >> kib) return kib / 1024;
    }
    return 0;
  }
};

// Of the list of headers that the mapping makes, 32 bytes each; ThreadSanitizer keeps a shadow of several times that.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr std::size_t room_mib = 500;
#else
constexpr std::size_t room_mib = 100;
#endif

/// What a PUBLISH of 8 MiB can hold.
constexpr std::size_t count = 1'600'000;

std::string header_of(const RecordContent& content, std::string_view name) {
  const auto found = std::ranges::find_if(content.headers, [name](const auto& header) { return header.first == name; });
  return found == content.headers.end() ? "" : found->second;
}

TEST_CASE("a message of very many user properties is refused, and buried, without a copy of each") {
  const std::string topic = GENERATE("telemetry", "${topic|slug}", "${user.none}");
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  Config config = kafka_config(kafka.brokers());
  config.dead_letters.topic = "dead";
  config.mapping.topic = topic;
  EventRecorder events;
  TopicRegistry topics(config, events);
  SinkRig rig(config, &topics);
  const std::vector<UserProperty> properties(count, UserProperty{"", ""});
  const std::string payload(5000, 'x');
  MqttMessage message;
  message.topic = "plant/1";
  message.qos = 1;
  message.packet_id = 1;
  message.payload = payload;
  message.user_properties = properties;

  Peak::reset();
  const std::size_t before = Peak::mib();
  REQUIRE(rig.submit(message, 0) == Submission::Kind::rejected);
  auto& refused = *rig.submission.refused;
  const std::string expected = topic == "${user.none}" ? "TOPIC_NOT_RENDERED" : "MSG_SIZE_TOO_LARGE";
  CHECK(refused.refusal.rejection.code == expected);
  const auto letter = rig.sink->make_dead_letter(std::move(refused.record), refused.refusal);
  CHECK(Peak::mib() - before < room_mib);

  const RecordContent& content = static_cast<HeldRecord&>(*letter).content();
  CHECK(content.topic == "dead");
  CHECK(content.key == "plant/1");
  CHECK(content.value == payload.substr(0, 1024));
  CHECK(header_of(content, "sluice.error") == expected);
  CHECK(header_of(content, "sluice.truncated") == "true");
  CHECK(header_of(content, "sluice.payload_size") == "5000");
  CHECK(header_of(content, "sluice.payload_sha256") == digest_of(payload).sha256);
  CHECK(header_of(content, "mqtt.topic") == "plant/1");
}

}  // namespace
}  // namespace sluice::test
