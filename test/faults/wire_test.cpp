// SPDX-License-Identifier: Apache-2.0
// What the wire between the broker and a replica shows.
#include <catch2/catch.hpp>

#include "faults/fault_site.hpp"
#include "support/cutting_proxy.hpp"

namespace sluice::test {

// Mosquitto 2.0.11 sends up to a window more for each PUBACK as soon as messages queue behind it.
TEST_CASE("F16 broker exceeds a Receive Maximum of 10 - Mosquitto") {
  constexpr std::size_t asked_for = 10;
  FaultSite site(BrokerKind::mosquitto);
  AckWatch watch;
  const CuttingProxy proxy(site.broker().port(), {}, &watch);
  const auto sluice = FaultSite::start(site.file(0)
                                           .set("mqtt.brokers", "[\"" + proxy.url() + "\"]")
                                           .set("mqtt.receive_maximum", std::to_string(asked_for)));
  site.kafka().freeze();
  LoadPublisher load(site.broker().port(), {.count = 5'000, .per_second = 2'000});
  REQUIRE(load.wait_for_answers(2'000, Milliseconds{20'000}));
  site.kafka().thaw();
  const auto accepted = load.finish(Milliseconds{30'000}).accepted;
  site.conclude(accepted, {.text = "borne without complaint"});
  CHECK(watch.most_open() > asked_for);
  CHECK(watch.complaints() == 0);
  CHECK(sluice->process().count_lines("event=connection_lost") == 0);
}

TEMPLATE_TEST_CASE("F20 reports of four partitions in any order", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  AckWatch watch;
  const CuttingProxy proxy(site.broker().port(), {}, &watch);
  const auto sluice = FaultSite::start(site.file(0).set("mqtt.brokers", "[\"" + proxy.url() + "\"]"));
  LoadPublisher load(site.broker().port(), {.count = 6'000, .per_second = 2'000, .topics = 100});
  const auto accepted = load.finish(Milliseconds{30'000}).accepted;
  site.conclude(accepted, {.text = "PUBACKs in order of receipt"});
  CHECK(sluice->stop() == 0);
  CHECK(watch.acknowledged() == accepted.size());
  CHECK(watch.out_of_order() == 0);
}

TEMPLATE_TEST_CASE("F19 retained messages and ten reconnects", "", Mosquitto, Artemis) {
  constexpr MessageId count = 20;
  FaultSite site(kind_of<TestType>);
  auto sluice = site.start(0);
  MqttClient publisher(site.broker().port(), {.client_id = "retains"});
  std::vector<MessageId> accepted;
  for (MessageId id = 0; id < count; ++id) {
    const auto topic = "load/" + std::to_string(id);
    if (publisher.publish({.topic = topic, .payload = payload_of(id), .retain = true, .properties = {}}) == 0)
      accepted.push_back(id);
  }
  CHECK(accepted.size() == count);
  for (int i = 0; i < 10; ++i) {
    CHECK(sluice->stop() == 0);
    sluice = site.start(0);
  }
  site.conclude(accepted, {.text = "each once"});
}

}  // namespace sluice::test
