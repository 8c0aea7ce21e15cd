// SPDX-License-Identifier: Apache-2.0
// What brokers and operators ask of a connection beyond connect, subscribe and stop.
#include <utility>

#include "connection_life.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using Cause = ConnectionLost::Cause;

const ConnectionLost taken_over{Cause::disconnected, 0x8E, {}, {}};
const ConnectionLost closed{Cause::closed, 0, "the broker closed the connection", {}};

void come_back(Life& life) {
  life.give(RetryDue{}, 35s);
  life.give(TransportOpened{});
  life.give(HandshakeDone{true});
  REQUIRE(life.give(SubscribeAnswered{{1, 1}, {}}) == "ready");
}

TEST_CASE("three take-overs within five minutes end the task") {
  Life life;
  life.become_ready();
  REQUIRE(life.give(taken_over, 60s) == "report, close, retry slowly");
  come_back(life);
  REQUIRE(life.give(taken_over, 30s) == "report, close, retry slowly");
  come_back(life);
  const ConnectionActions end = life.connection.handle(taken_over, life.now + 30s);
  REQUIRE(line(end) == "report, close, finish refused");
  REQUIRE(std::get<Finish>(end.back()).text ==
          "the client id is in use by another process: it took the session three times within five minutes; give each "
          "replica its own mqtt.client_id");
}

TEST_CASE("three silent ends within 5 s of SUBACK are a take-over, the pause is as long") {
  Life life;
  life.become_ready();
  REQUIRE(life.give(closed, 1s) == "report, close, retry");
  come_back(life);
  REQUIRE(life.give(closed, 1s) == "report, close, retry");
  come_back(life);
  REQUIRE(life.give(closed, 1s) == "report, close, retry slowly");
}

TEST_CASE("a broker that dies in between is no take-over") {
  Life life;
  life.become_ready();
  for (int i = 0; i < 5; ++i) {
    REQUIRE(life.give(closed, 1s) == "report, close, retry");
    life.give(RetryDue{});
    REQUIRE(life.give(ConnectionLost{Cause::network, 0, "connection refused", {}}) == "report, close, retry");
    come_back(life);
  }
}

TEST_CASE("a redirect is followed where that is wanted") {
  MqttConfig config = config_of();
  config.follow_redirects = true;
  Life life(config);
  life.start();
  life.give(TransportOpened{});
  REQUIRE(life.give(ConnectionLost{Cause::refused, 0x9C, {}, "other:1884"}) == "report, close, open other");
  life.give(TransportOpened{});
  REQUIRE(life.give(ConnectionLost{Cause::refused, 0x9D, {}, "third"}) == "report, close, open third");
  life.give(TransportOpened{});
  life.give(HandshakeDone{});
  REQUIRE(life.give(SubscribeAnswered{{1, 1}, {}}) == "ready");
  const ConnectionActions actions =
      life.connection.handle(ConnectionLost{Cause::disconnected, 0x9C, "moving", "fourth:1"}, life.now);
  REQUIRE(line(actions) == "report, close, open fourth");
  REQUIRE(std::get<ReportLoss>(actions.front()).lost.text == "moving, it names fourth:1: going to mqtt://fourth:1");
}

TEST_CASE("a redirect that is not followed is tried again slowly") {
  Life life;
  life.start();
  life.give(TransportOpened{});
  REQUIRE(life.give(ConnectionLost{Cause::refused, 0x9C, {}, "other:1884"}) == "report, close, retry slowly");
}

TEST_CASE("a broker that keeps no session is refused where messages are bound to it") {
  Life bound;
  bound.start();
  bound.give(TransportOpened{});
  REQUIRE(bound.give(HandshakeDone{false, true, false}) == "close, finish refused");

  Life redispatching(with_profile("redispatching"));
  redispatching.start();
  redispatching.give(TransportOpened{});
  REQUIRE(redispatching.give(HandshakeDone{false, true, false}) == "subscribe");
}

TEST_CASE("UNSUBSCRIBE is tried again where only its packet id was wrong") {
  Life life;
  life.become_ready();
  life.give(StopRequested{OnStop::leave});
  REQUIRE(life.give(AllSettled{}) == "unsubscribe, resume");
  REQUIRE(life.give(UnsubscribeAnswered{{0, 0x91}, {}}) == "unsubscribe");
  REQUIRE(life.give(UnsubscribeAnswered{{0x11, 0}, {}}) == "wait settled");
}

TEST_CASE("a refused UNSUBSCRIBE keeps the session, and says so") {
  Life life;
  life.become_ready();
  life.give(StopRequested{OnStop::leave});
  life.give(AllSettled{});
  REQUIRE(life.give(UnsubscribeAnswered{{0, 0x87}, "no"}) == "pause, wait settled");
  REQUIRE(life.give(AllSettled{}) == "disconnect");
  const ConnectionActions end = life.connection.handle(Closed{}, life.now);
  REQUIRE(line(end) == "finish left");
  REQUIRE(std::get<Finish>(end.back()).text ==
          "the broker refused UNSUBSCRIBE of `b/+`: 0x87 Not authorized (no); the session stays there and keeps its "
          "share: let mqtt.username unsubscribe from this filter");
}

TEST_CASE("at the deadline the session is ended only where that hands it to the others at once") {
  for (const auto& [profile, actions] : {std::pair{"emqx", "disconnect for good"},
                                         {"hivemq", "disconnect"},
                                         {"artemis", "disconnect"},
                                         {"mosquitto", "disconnect"}}) {
    Life life(with_profile(profile));
    life.become_ready();
    life.give(StopRequested{OnStop::leave});
    CHECK(life.give(DeadlinePassed{}) == actions);
  }
  Life keeping(with_profile("emqx"));
  keeping.become_ready();
  keeping.give(StopRequested{OnStop::keep});
  CHECK(keeping.give(DeadlinePassed{}) == "disconnect");
}

TEST_CASE("on a redispatching broker PUBACKs get time before DISCONNECT follows") {
  Life life(with_profile("artemis"));
  life.become_ready();
  REQUIRE(life.give(StopRequested{OnStop::keep}) == "pause, wait settled");
  REQUIRE(life.give(AllSettled{}) == "wait quiet");
  REQUIRE(life.give(QuietTimeOver{}) == "disconnect");
}

TEST_CASE("on a redispatching broker reading goes on until UNSUBSCRIBE and beyond") {
  Life life(with_profile("artemis"));
  life.become_ready();
  REQUIRE(life.give(StopRequested{OnStop::leave}) == "unsubscribe, resume");
  REQUIRE(life.give(UnsubscribeAnswered{{0, 0}, {}}) == "wait settled");
  REQUIRE(life.give(AllSettled{}) == "barrier");
}

std::string text_of_end(const ConnectionActions& actions) { return std::get<Finish>(actions.back()).text; }

TEST_CASE("decommission: resume, wait for the owner, unsubscribe, drain, end the session, look whether it is gone") {
  Life life(config_of(), Purpose::decommission);
  REQUIRE(life.start() == "open host0");
  REQUIRE(life.give(TransportOpened{}) == "connect");
  REQUIRE(life.give(HandshakeDone{true}) == "drain");
  REQUIRE(life.give(QuietTimeOver{}, 40s) == "pause, wait settled");
  REQUIRE(life.give(AllSettled{}) == "unsubscribe, resume");
  REQUIRE(life.give(UnsubscribeAnswered{{0, 0}, {}}) == "wait settled");
  REQUIRE(life.give(AllSettled{}) == "barrier");
  REQUIRE(life.give(BarrierPassed{true}) == "wait quiet");
  REQUIRE(life.give(QuietTimeOver{}) == "wait settled");
  REQUIRE(life.give(AllSettled{}) == "barrier");
  REQUIRE(life.give(BarrierPassed{true}) == "disconnect when drained");
  REQUIRE(life.give(Closed{}) == "close, wait quiet");
  REQUIRE(life.give(QuietTimeOver{}) == "open host0");
  REQUIRE(life.give(TransportOpened{}) == "connect for a look");

  SECTION("it is gone") {
    REQUIRE(life.give(HandshakeDone{false}) == "disconnect for good");
    const ConnectionActions end = life.connection.handle(Closed{}, life.now);
    REQUIRE(line(end) == "finish stopped");
    REQUIRE(text_of_end(end) == "the session is drained and gone");
  }
  SECTION("the broker keeps it, also after five looks") {
    for (int looks = 1; looks < 5; ++looks) {
      REQUIRE(life.give(HandshakeDone{true}) == "disconnect for good");
      REQUIRE(life.give(Closed{}) == "close, wait quiet");
      REQUIRE(life.give(QuietTimeOver{}) == "open host0");
      REQUIRE(life.give(TransportOpened{}) == "connect for a look");
    }
    REQUIRE(life.give(HandshakeDone{true}) == "disconnect for good");
    const ConnectionActions end = life.connection.handle(Closed{}, life.now);
    REQUIRE(line(end) == "finish failed");
    REQUIRE(text_of_end(end) == "the broker did not end the session: it is drained, but stays there until it expires");
  }
}

TEST_CASE("decommission of what is not there is done at once, and leaves nothing") {
  Life life(config_of(), Purpose::decommission);
  life.start();
  life.give(TransportOpened{});
  REQUIRE(life.give(HandshakeDone{false}) == "disconnect for good");
  const ConnectionActions end = life.connection.handle(Closed{}, life.now);
  REQUIRE(line(end) == "finish stopped");
  REQUIRE(text_of_end(end) == "there is no session with this client id");
}

TEST_CASE("decommission gives way to an owner that comes back") {
  Life spoken(config_of(), Purpose::decommission);
  spoken.start();
  spoken.give(TransportOpened{});
  spoken.give(HandshakeDone{true});
  REQUIRE(spoken.give(taken_over, 32s) == "report, close, finish failed");

  Life silent(config_of(), Purpose::decommission);
  silent.start();
  silent.give(TransportOpened{});
  REQUIRE(silent.give(HandshakeDone{true}) == "drain");
  REQUIRE(silent.give(closed, 1s) == "report, close, retry");
  REQUIRE(silent.give(RetryDue{}) == "open host0");
  silent.give(TransportOpened{});
  silent.give(HandshakeDone{true});
  REQUIRE(silent.give(closed, 34s) == "report, close, finish failed");
}

TEST_CASE("a broker that restarts meanwhile is no owner that comes back") {
  Life life(config_of(), Purpose::decommission);
  life.start();
  for (int i = 0; i < 3; ++i) {
    life.give(TransportOpened{});
    REQUIRE(life.give(HandshakeDone{true}) == "drain");
    REQUIRE(life.give(closed, 1s) == "report, close, retry");
    REQUIRE(life.give(RetryDue{}) == "open host0");
    REQUIRE(life.give(ConnectionLost{Cause::network, 0, "connection refused", {}}) == "report, close, retry");
    REQUIRE(life.give(RetryDue{}) == "open host0");
  }
}

TEST_CASE("a decommission that is stopped keeps the session") {
  Life life(config_of(), Purpose::decommission);
  life.start();
  life.give(TransportOpened{});
  life.give(HandshakeDone{true});
  REQUIRE(life.give(StopRequested{OnStop::leave}) == "pause, wait settled");
  REQUIRE(life.give(AllSettled{}) == "disconnect");
  const ConnectionActions end = life.connection.handle(Closed{}, life.now);
  REQUIRE(line(end) == "finish left");
  REQUIRE(text_of_end(end) == "stopped before the session was drained: it stays at the broker; run it again");
}

}  // namespace
}  // namespace sluice
