// SPDX-License-Identifier: Apache-2.0
// `log.trace` between a scripted broker and the mock cluster.
#include <catch2/catch.hpp>

#include "component/plant.hpp"

namespace sluice::test {
namespace {

const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

Publish traced_message(std::uint16_t packet_id, const std::string& topic) {
  Publish publish{.topic = topic, .payload = "p", .packet_id = packet_id, .properties = {}};
  publish.properties.push_back({PropertyId::user_property, TextPair{"traceparent", parent}});
  publish.properties.push_back({PropertyId::user_property, TextPair{"tracestate", "vendor=1"}});
  publish.properties.push_back({PropertyId::user_property, TextPair{"id", "m-" + std::to_string(packet_id)}});
  return publish;
}

}  // namespace

TEST_CASE("a traced message is found by its id, and its trace context goes on with the record") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("log.trace", "load/7/#").set("mapping.extended_fields", "{message_id: id}"));
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  session.peer.send_publish(traced_message(1, "load/6/a")).send_publish(traced_message(2, "load/7/a"));
  session.peer.expect_pubacks({1, 2});
  const std::string line = sluice.wait_for_log(
      {"event=trace", "client_id=plant-0", "topic=load/7/a", "packet_id=2", "message_id=m-2", "traceparent=" + parent,
       "kafka_topic=plant", "outcome=delivered",
       " received_ms=", " admitted_ms=", " mapped_us=", " produced_us=", " kafka_us=", " puback_us="});
  CHECK(sluice.stop() == 0);
  CHECK(sluice.process().count_lines("event=trace") == 1);

  const auto records = KafkaReader(plant.kafka.bootstrap(), "plant").read(2, patience);
  REQUIRE(records.size() == 2);
  CHECK(records[1].header("traceparent") == parent);
  CHECK(records[1].header("tracestate") == "vendor=1");
}

TEST_CASE("without log.trace nothing is traced, also not what its sender marks as sampled") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  session.peer.send_publish(traced_message(1, "load/7/a"));
  session.peer.expect_pubacks({1});
  CHECK(sluice.stop() == 0);
  CHECK(sluice.process().count_lines("event=trace") == 0);
}

}  // namespace sluice::test
