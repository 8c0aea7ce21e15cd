// SPDX-License-Identifier: Apache-2.0
// What takes a minute by its nature, beside the faults of the table: real servers, as test/integration has them.
#include <catch2/catch.hpp>

#include "component/plant.hpp"
#include "support/site.hpp"

namespace sluice::test {
namespace {

using None = std::vector<MessageId>;

}  // namespace

TEST_CASE("Kafka is away for 20 s: the session lives on one connection and nothing is lost") {
  const unsigned rate = GENERATE(2U, 2'000U);
  CAPTURE(rate);
  Site site;
  SluiceProcess sluice(site.file().set("mqtt.keep_alive", "5s"));
  sluice.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 25 * rate, .per_second = rate});
  REQUIRE(load.wait_for_answers(2 * rate, Milliseconds{10'000}));
  site.kafka.stop();
  const auto down_since = Clock::now();
  eventually(Milliseconds{20'000}, [] { return false; });  // the outage itself
  CHECK(Clock::now() - down_since >= Milliseconds{20'000});
  site.kafka.start();
  const auto result = load.finish(Milliseconds{60'000});
  CHECK(result.accepted.size() == 25 * rate);
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(tally.repeats() == 0);
  CHECK(site.log.keys_out_of_order().empty());
  CHECK(sluice.process().count_lines("event=connection_lost") == 0);
  CHECK(site.mosquitto.process().count_lines(" as plant-0 ") == 1);
  CHECK(sluice.stop() == 0);
}

TEST_CASE("a SUBACK behind more messages than the window takes is waited for until Kafka is back") {
  constexpr std::uint16_t backlog = 12;
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.receive_maximum", "10"));
  auto peer = plant.broker.accept();
  peer.expect_connect();
  peer.reply_connack({.session_present = true, .properties = {}});
  const auto subscribe = peer.expect_subscribe();
  plant.kafka.set_down();
  for (std::uint16_t id = 1; id <= backlog; ++id) peer.send_publish(message(id, "held"));
  peer.reply_suback(subscribe);
  // Longer than the 15 s that an answer may take.
  peer.expect_silence(Milliseconds{17'000});
  CHECK(sluice.process().count_lines("event=connection_lost") == 0);
  plant.kafka.set_up();
  for (std::uint16_t id = 1; id <= backlog; ++id) peer.expect_puback(id);
  sluice.wait_ready();
}

TEST_CASE("decommission does not end the session of a living replica") {
  const Site site;
  SluiceProcess lives(site.file());
  lives.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 6'000, .per_second = 1'000});
  REQUIRE(load.wait_for_answers(1'000, Milliseconds{20'000}));
  SluiceProcess rescue(site.file(), {"--client-id", "plant-0"}, "decommission");
  CHECK(rescue.exit_code(Milliseconds{90'000}) == 1);
  const auto result = load.finish(Milliseconds{60'000});
  // The owner stays away for half a minute, where it thinks that another one has its id.
  const auto tally = site.settle(result.accepted, Milliseconds{90'000});
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(lives.stop() == 0);
}

}  // namespace sluice::test
