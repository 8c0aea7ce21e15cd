// SPDX-License-Identifier: Apache-2.0
// How soon a lost connection is opened again.
#include "connection_life.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

/// Loses the connection `after` SUBACK: the pause that follows.
Millis pause_after(Life& life, Millis after) {
  life.now += after;
  const ConnectionActions actions =
      life.connection.handle(ConnectionLost{ConnectionLost::Cause::network, 0, "reset", {}}, life.now);
  REQUIRE(line(actions) == "report, close, retry");
  return std::get<RetryIn>(actions.back()).delay;
}

void come_back(Life& life) {
  life.give(RetryDue{});
  life.give(TransportOpened{});
  life.give(HandshakeDone{});
  REQUIRE(life.give(SubscribeAnswered{{1, 1}, {}}) == "ready");
}

/// Ready, after so many sessions in a row that ended at once that the pauses are between 3 and 30 s.
Life life_of_failures() {
  Life life;
  life.become_ready();
  for (int i = 0; i < 7; ++i) {
    pause_after(life, 1s);
    come_back(life);
  }
  return life;
}

TEST_CASE("a broker that ends each session at once is met ever more rarely") {
  Life life = life_of_failures();
  for (int i = 0; i < 20; ++i) {
    const Millis pause = pause_after(life, 9s);
    REQUIRE(pause >= 3s);
    REQUIRE(pause <= 30s);
    come_back(life);
  }
}

TEST_CASE("a connection that has stood for 10 s is opened again soon") {
  Life life = life_of_failures();
  REQUIRE(pause_after(life, 10s) <= 500ms);
}

TEST_CASE("a connection of which a message was acknowledged is opened again soon") {
  Life life = life_of_failures();
  REQUIRE(life.give(FirstAcknowledged{}).empty());
  REQUIRE(pause_after(life, 1s) <= 500ms);
}

TEST_CASE("an attempt that fails does not count the time of the connection before") {
  Life life;
  life.become_ready();
  pause_after(life, 10s);
  for (int i = 0; i < 7; ++i) {
    life.give(RetryDue{});
    pause_after(life, 20s);
  }
  life.give(RetryDue{});
  REQUIRE(pause_after(life, 20s) >= 3s);
}

}  // namespace
}  // namespace sluice
