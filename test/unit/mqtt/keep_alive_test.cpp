// SPDX-License-Identifier: Apache-2.0
#include "mqtt/keep_alive.hpp"

#include <catch2/catch.hpp>

namespace sluice {
namespace {

using namespace std::chrono_literals;

const TimePoint start{1h};

TEST_CASE("a ping is due after three quarters of the interval without sending") {
  KeepAlive alive(20s, start);
  REQUIRE_FALSE(alive.ping_due(start + 14s));
  REQUIRE(alive.ping_due(start + 15s));
  alive.on_sent(start + 10s);
  alive.on_received(start + 10s);
  REQUIRE_FALSE(alive.ping_due(start + 20s));
}

TEST_CASE("a ping is due when only we speak: silence must be questioned") {
  KeepAlive alive(20s, start);
  alive.on_sent(start + 14s);
  REQUIRE(alive.ping_due(start + 15s));
  alive.on_ping(PingOwner::keep_alive, start + 15s);
  REQUIRE_FALSE(alive.ping_due(start + 16s));
}

TEST_CASE("the broker is dead after a whole interval of silence behind an unanswered ping") {
  KeepAlive alive(20s, start);
  REQUIRE_FALSE(alive.dead(start + 100s));  // nobody asked
  alive.on_ping(PingOwner::keep_alive, start + 15s);
  REQUIRE_FALSE(alive.dead(start + 34s));
  REQUIRE(alive.dead(start + 35s));
  alive.on_received(start + 30s);  // a PUBLISH is a sign of life too
  REQUIRE_FALSE(alive.dead(start + 35s));
  REQUIRE(alive.dead(start + 50s));
  REQUIRE(alive.on_pong() == PingOwner::keep_alive);
  REQUIRE_FALSE(alive.dead(start + 500s));
}

TEST_CASE("while we do not read on purpose the broker is not declared dead") {
  KeepAlive alive(20s, start);
  alive.on_ping(PingOwner::keep_alive, start);
  alive.set_reading(false, start + 1s);
  REQUIRE_FALSE(alive.dead(start + 1000s));
  REQUIRE(alive.ping_due(start + 1000s));  // but the broker must still hear from us
  alive.set_reading(true, start + 1000s);
  REQUIRE_FALSE(alive.dead(start + 1019s));
  REQUIRE(alive.dead(start + 1020s));
}

TEST_CASE("answers find their owners in the order of asking") {
  KeepAlive alive(20s, start);
  alive.on_ping(PingOwner::keep_alive, start);
  alive.on_ping(PingOwner::barrier, start);
  REQUIRE(alive.on_pong() == PingOwner::keep_alive);
  REQUIRE(alive.on_pong() == PingOwner::barrier);
  REQUIRE(alive.on_pong() == std::nullopt);
}

TEST_CASE("a Server Keep Alive that is shorter counts instead of ours") {
  KeepAlive alive(20s, start);
  alive.obey_server(4s);
  REQUIRE(alive.interval() == 4s);
  REQUIRE(alive.ping_due(start + 3s));
}

TEST_CASE("a Server Keep Alive that is longer, or off, does not keep us from seeing that the broker is gone") {
  const auto servers = GENERATE(0s, 60s, 65535s);
  KeepAlive alive(20s, start);
  alive.obey_server(servers);
  REQUIRE(alive.ping_due(start + 15s));
  alive.on_ping(PingOwner::keep_alive, start + 15s);
  REQUIRE_FALSE(alive.dead(start + 34s));
  REQUIRE(alive.dead(start + 35s));
}

}  // namespace
}  // namespace sluice
