// SPDX-License-Identifier: Apache-2.0
#include "delivery/carry_over.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <set>

#include "delivery/pipeline.hpp"
#include "support/fake_sink.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using Ids = std::vector<std::uint16_t>;
using Lines = std::vector<std::string>;
using enum Pipeline::Admission;

MqttMessage message_of(std::uint16_t packet_id, std::string_view topic, bool duplicated) {
  MqttMessage message;
  message.topic = topic;
  message.packet_id = packet_id;
  message.qos = packet_id == 0 ? 0 : 1;
  message.duplicated = duplicated;
  return message;
}

struct Bench {
  explicit Bench(OnRefused on_refused = OnRefused::stop, bool on = true) : rules{{8, 1000}, on_refused, on} {
    pipeline.begin_epoch(false);
  }

  Pipeline::Rules rules;
  test::FakeSink sink;
  TimePoint now{1h};
  Pipeline pipeline{
      sink, rules, {[](const Undeliverable&) {}, [](const Outcome&, auto) {}, [](Pipeline::Traffic) {}}, 1};

  Pipeline::Admission offer(std::uint16_t packet_id, std::string_view topic) {
    return pipeline.offer(message_of(packet_id, topic, false), 10);
  }
  Pipeline::Admission offer_again(std::uint16_t packet_id, std::string_view topic) {
    return pipeline.offer(message_of(packet_id, topic, true), 10);
  }
  Pipeline::Admission offer_head(bool duplicated, const std::string& sha256) {
    return pipeline.offer_head(message_of(7, "large", duplicated), {70'000, sha256},
                               {Stage::decode, "MESSAGE_TOO_LARGE", "large"}, 10);
  }
  void reconnect(bool same_session = true) {
    pipeline.end_epoch();
    pipeline.begin_epoch(same_session);
  }
  Ids poll() {
    now += 10s;
    pipeline.poll(now);
    Ids ids;
    pipeline.release(ids);
    return ids;
  }
};

TEST_CASE("what comes again is acknowledged when the record of the first time is safe, and is no second record") {
  Bench bench;
  bench.offer(7, "a");
  bench.reconnect();
  REQUIRE(bench.offer_again(7, "a") == admitted);
  REQUIRE(bench.poll().empty());
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a"});
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.pipeline.totals().recognised == 1);
  REQUIRE(bench.pipeline.totals().received == 1);
  REQUIRE(bench.pipeline.totals().delivered == 1);
  REQUIRE(bench.pipeline.window().open() == 0);
}

TEST_CASE("a record that became safe without a connection is acknowledged when its message comes again") {
  Bench bench;
  bench.offer(7, "a");
  bench.pipeline.end_epoch();
  bench.sink.deliver(0);
  REQUIRE(bench.poll().empty());
  bench.pipeline.begin_epoch(true);
  REQUIRE(bench.offer_again(7, "a") == admitted);
  REQUIRE(bench.pipeline.is_due_by_itself());
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a"});
}

TEST_CASE("a safe record whose acknowledgement waited for one before it is not sent again") {
  Bench bench;
  bench.offer(1, "a");
  bench.offer(2, "b");
  bench.sink.deliver(1);
  REQUIRE(bench.poll().empty());
  bench.reconnect();
  bench.offer_again(1, "a");
  bench.offer_again(2, "b");
  REQUIRE(bench.poll().empty());
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1, 2});
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 b"});
}

TEST_CASE("what was acknowledged once is never recognised again") {
  Bench bench;
  bench.offer(7, "a");
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  bench.reconnect();  // the PUBACK may be lost, or the broker has given its id to an equal message
  REQUIRE(bench.offer_again(7, "a") == admitted);
  REQUIRE(bench.poll().empty());
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 a"});
}

TEST_CASE("only session, DUP, packet id and content together make it the same message") {
  struct Row {
    const char* name;
    std::function<void(Bench&)> again;
  };
  const Row rows[] = {
      {"another session",
       [](Bench& bench) {
         bench.reconnect(false);
         bench.offer_again(7, "a");
       }},
      {"without DUP",
       [](Bench& bench) {
         bench.reconnect();
         bench.offer(7, "a");
       }},
      {"another packet id",
       [](Bench& bench) {
         bench.reconnect();
         bench.offer_again(8, "a");
       }},
      {"another content",
       [](Bench& bench) {
         bench.reconnect();
         bench.offer_again(7, "b");
       }},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Bench bench;
    bench.offer(7, "a");
    row.again(bench);
    CHECK(bench.sink.take_log().size() == 2);
    bench.sink.deliver(0);
    CHECK(bench.poll().empty());
    bench.sink.deliver(1);
    CHECK(bench.poll().size() == 1);
    CHECK(bench.pipeline.totals().recognised == 0);
  }
}

TEST_CASE("switched off nothing is recognised") {
  Bench bench(OnRefused::stop, false);
  bench.offer(7, "a");
  bench.reconnect();
  bench.offer_again(7, "a");
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 a"});
}

TEST_CASE("a packet id that names another message meanwhile is not recognised later") {
  Bench bench;
  bench.offer(7, "a");
  bench.reconnect();
  bench.offer(7, "b");
  REQUIRE(bench.offer_again(7, "a") == repeat);  // the id is open: a repeat on the live connection
  bench.reconnect();
  bench.offer_again(7, "a");
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 b", "submit 2 a"});
}

TEST_CASE("a message that is lost again before its record is safe is recognised again") {
  Bench bench;
  bench.offer(7, "a");
  bench.reconnect();
  bench.offer_again(7, "a");
  bench.reconnect();
  bench.offer_again(7, "a");
  REQUIRE(bench.offer_again(7, "a") == repeat);
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.pipeline.window().unsettled() == 0);
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a"});
}

TEST_CASE("failed attempts change nothing") {
  Bench bench;
  bench.offer(7, "a");
  bench.pipeline.end_epoch();
  bench.pipeline.end_epoch();
  bench.pipeline.end_epoch();
  bench.pipeline.begin_epoch(true);
  bench.offer_again(7, "a");
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a"});
}

TEST_CASE("what did not come again is remembered until the broker has come to new messages") {
  Bench bench;
  bench.offer(7, "a");
  bench.offer(8, "b");
  bench.reconnect();
  bench.offer_again(7, "a");
  SECTION("the connection was lost before") {
    bench.reconnect();
    bench.offer_again(7, "a");
    bench.offer_again(8, "b");
    REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 b"});
  }
  SECTION("the connection was lost after that") {
    bench.offer(9, "c");
    bench.reconnect();
    bench.offer_again(7, "a");
    bench.offer_again(8, "b");
    REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 b", "submit 3 c", "submit 5 b"});
  }
}

TEST_CASE("a record that is sent again carries the message over all the same") {
  Bench bench;
  bench.offer(7, "a");
  bench.reconnect();
  bench.offer_again(7, "a");
  bench.sink.refuse(0, Verdict::retry, "_TRANSPORT");
  bench.poll();
  bench.poll();
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "again 0 t"});
}

TEST_CASE("a sink that lost its state gets the record once again, not twice") {
  Bench bench;
  bench.offer(1, "a");
  bench.offer(2, "b");
  bench.reconnect();
  bench.offer_again(1, "a");
  bench.offer_again(2, "b");
  bench.sink.refuse(0, Verdict::restart, "_FATAL");
  bench.poll();
  bench.poll();
  bench.poll();
  bench.sink.deliver(1);
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1, 2});
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 b", "restart", "again 0 t", "again 1 t"});
}

TEST_CASE("a record refused for good stays unacknowledged with all that is tied to it") {
  Bench bench;
  bench.offer(7, "a");
  bench.reconnect();
  bench.offer_again(7, "a");
  bench.reconnect();
  bench.offer_again(7, "a");
  bench.sink.refuse(0, Verdict::rejected, "MSG_SIZE_TOO_LARGE");
  REQUIRE(bench.poll().empty());
  REQUIRE(bench.pipeline.broken());
  REQUIRE(bench.pipeline.at_rest());
  REQUIRE(bench.pipeline.window().open() == 3);
}

TEST_CASE("a record that may be dropped acknowledges what is tied to it, and counts once") {
  Bench bench(OnRefused::drop);
  bench.offer(7, "a");
  bench.reconnect();
  bench.offer_again(7, "a");
  bench.sink.refuse(0, Verdict::rejected, "MSG_SIZE_TOO_LARGE");
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.pipeline.totals().dropped == 1);
}

TEST_CASE("a dead letter acknowledges what is tied to it when it is safe, and there is one") {
  Bench bench(OnRefused::bury);
  bench.offer(7, "a");
  bench.sink.refuse(0, Verdict::rejected, "MSG_SIZE_TOO_LARGE");
  REQUIRE(bench.poll().empty());
  bench.reconnect();
  bench.offer_again(7, "a");
  REQUIRE(bench.poll().empty());
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.sink.take_log().size() == 2);
  REQUIRE(bench.pipeline.totals().dead_lettered == 1);
}

TEST_CASE("the head of a message that is too large is recognised by the digest of the whole") {
  Bench bench(OnRefused::bury);
  bench.offer_head(false, "digest");
  bench.poll();
  bench.reconnect();
  const bool is_same = GENERATE(true, false);
  bench.offer_head(true, is_same ? "digest" : "another");
  bench.poll();
  REQUIRE(bench.sink.take_log().size() == (is_same ? 1 : 2));
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == (is_same ? Ids{7} : Ids{}));
}

TEST_CASE("a message that the filter drops is not filtered twice") {
  Bench bench;
  bench.offer(1, "a");
  bench.sink.answer = Submission::Kind::dropped;
  bench.offer(2, "b");
  bench.reconnect();
  bench.offer_again(1, "a");
  bench.offer_again(2, "b");
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1, 2});
  REQUIRE(bench.pipeline.totals().filtered == 1);
}

TEST_CASE("QoS 0 is never recognised") {
  Bench bench;
  bench.offer(0, "a");
  bench.reconnect();
  bench.offer(0, "a");
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 a"});
}

TEST_CASE("what comes again needs room like every message, and its bytes count once") {
  Bench bench;
  for (std::uint16_t id = 1; id <= 8; ++id) bench.offer(id, "a");
  bench.reconnect();
  REQUIRE(bench.offer_again(1, "a") == full);
  bench.sink.deliver(0);
  REQUIRE(bench.poll().empty());
  REQUIRE(bench.offer_again(1, "a") == admitted);  // recognised although its ticket is gone
  REQUIRE(bench.pipeline.window().open_bytes() == 70);
  REQUIRE(bench.offer_again(2, "a") == full);
}

TEST_CASE("the content is topic, properties and payload, each with its bounds, without what the broker counts down") {
  using Change = std::function<void(MqttMessage&)>;
  const UserProperty pair[] = {{"k", "v"}};
  const UserProperty shifted[] = {{"kv", ""}};
  const UserProperty twice[] = {{"k", "v"}, {"k", "v"}};
  const Change different[] = {
      [](MqttMessage&) {},
      [](MqttMessage& m) {
        m.topic = "ab";
        m.payload = "c";
      },
      [](MqttMessage& m) {
        m.topic = "a";
        m.payload = "bc";
      },
      [](MqttMessage& m) { m.payload = "x"; },
      [](MqttMessage& m) { m.payload_format = std::uint8_t{0}; },
      [](MqttMessage& m) { m.payload_format = std::uint8_t{1}; },
      [](MqttMessage& m) { m.content_type = ""; },
      [](MqttMessage& m) { m.content_type = "x"; },
      [](MqttMessage& m) { m.response_topic = "x"; },
      [](MqttMessage& m) { m.correlation_data = "x"; },
      [&](MqttMessage& m) { m.user_properties = pair; },
      [&](MqttMessage& m) { m.user_properties = shifted; },
      [&](MqttMessage& m) { m.user_properties = twice; },
  };
  CarryOver carry_over(true);
  std::set<ContentHash> hashes;
  for (const Change& change : different) {
    MqttMessage message = message_of(7, "a", false);
    change(message);
    const ContentHash hash = carry_over.hash(message);
    CHECK(hashes.insert(hash).second);
    message.packet_id = 8;
    message.duplicated = true;
    message.retained = true;
    message.message_expiry = 5;
    message.received_ms = 5;
    CHECK(carry_over.hash(message) == hash);
    CHECK(carry_over.hash(message, {70'000, "digest"}) != hash);
  }
}

}  // namespace
}  // namespace sluice
