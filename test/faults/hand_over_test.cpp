// SPDX-License-Identifier: Apache-2.0
// One replica alone has lost Kafka: `mqtt.at_hold_limit: hand_over` gives its share to the other.
#include <catch2/catch.hpp>

#include "faults/fault_site.hpp"
#include "support/cutting_proxy.hpp"

namespace sluice::test {
namespace {

/// A way to Kafka that can be cut, beside the one that stays: a listener whose clients are sent through a proxy.
struct CuttableWay {
  std::uint16_t listener_port = free_port();
  CuttingProxy proxy{listener_port, {}};

  std::string listener() const {
    return "CUTTABLE:PLAINTEXT:" + std::to_string(listener_port) + ":" + std::to_string(proxy.port());
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(proxy.port()); }
};

constexpr unsigned per_second = 500;

/// Those of `accepted` that were published after `first`.
std::vector<MessageId> from(MessageId first, const std::vector<MessageId>& accepted) {
  std::vector<MessageId> later;
  for (const MessageId id : accepted) {
    if (id >= first) later.push_back(id);
  }
  return later;
}

/// Two replicas under load, of which number 0 loses Kafka until the load has ended.
struct HalfCutOff {
  CuttableWay way;
  FaultSite site;
  std::unique_ptr<SluiceProcess> healthy;
  std::unique_ptr<SluiceProcess> cut_off;

  explicit HalfCutOff(BrokerKind kind)
      : site(kind, {.kafka_arguments = {"--listener", way.listener()}}),
        healthy(site.start(1)),
        cut_off(FaultSite::start(site.file(0)
                                     .set("kafka.brokers", "[\"" + way.address() + "\"]")
                                     .set("mqtt.hold_limit", "5s")
                                     .set("mqtt.at_hold_limit", "hand_over"))) {}

  /// `event` tells that the share is handed over. What the broker has accepted by the end of the load.
  std::vector<MessageId> lose_kafka(std::string_view event) {
    LoadPublisher load(site.broker().port(), {.count = 8'000, .per_second = per_second});
    REQUIRE(load.wait_for_answers(per_second, Milliseconds{20'000}));
    way.proxy.go_down();
    cut_off->wait_for_log({event}, Milliseconds{20'000});
    // What was on its way then may have been given to either.
    const auto handed_over = static_cast<MessageId>(load.answered() + per_second);
    auto accepted = load.finish(Milliseconds{60'000}).accepted;
    const auto later = from(handed_over, accepted);
    CHECK(later.size() > 2'000);
    CHECK(eventually(Milliseconds{10'000}, [&] { return site.log().tally().missing(later).empty(); }));
    return accepted;
  }

  void stop() {
    CHECK(cut_off->stop() == 0);
    CHECK(healthy->stop() == 0);
  }
};

}  // namespace

TEST_CASE("F24 one of two replicas alone loses Kafka and hands its share to the other - Mosquitto") {
  HalfCutOff half(BrokerKind::mosquitto);
  const auto accepted = half.lose_kafka("event=share_handed_over");
  // What the one holds waits for it.
  CHECK_FALSE(half.site.log().tally().missing(accepted).empty());
  CHECK(half.cut_off->process().count_lines("event=share_taken_back") == 0);
  half.way.proxy.come_up();
  half.site.conclude(accepted, {.text = "the other gets what is published meanwhile, one connection"});
  half.cut_off->wait_for_log({"event=share_taken_back"});
  CHECK(half.cut_off->process().count_lines("event=connection_lost") == 0);
  half.stop();
}

TEST_CASE("F24 one of two replicas alone loses Kafka and hands its share to the other - Artemis") {
  HalfCutOff half(BrokerKind::artemis);
  const auto accepted = half.lose_kafka("event=connection_released");
  // The other gets what the one held too.
  CHECK(eventually(Milliseconds{10'000}, [&] { return half.site.log().tally().missing(accepted).empty(); }));
  half.way.proxy.come_up();
  half.cut_off->wait_ready(2);
  half.site.conclude(accepted, {.repeated = repeats_of_an_end(BrokerKind::artemis),
                                .text = "the other gets all of it before Kafka is back"});
  half.stop();
}

}  // namespace sluice::test
