// SPDX-License-Identifier: Apache-2.0
// What messages that are held for too long lead to: `mqtt.hold_limit` and `mqtt.at_hold_limit`.
#include "connection_life.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using Cause = ConnectionLost::Cause;

const ConnectionLost closed{Cause::closed, 0, "the broker closed the connection", {}};

MqttConfig that_hands_over(std::string_view profile) {
  MqttConfig config = with_profile(profile);
  config.hold_limit = 30s;
  config.at_hold_limit = AtHoldLimit::hand_over;
  return config;
}

/// Ready, then unsubscribed because Kafka was away for too long.
struct HandedOver : Life {
  HandedOver() : Life(that_hands_over("mosquitto")) {
    become_ready();
    REQUIRE(give(HeldTooLong{}) == "unsubscribe");
    REQUIRE(give(UnsubscribeAnswered{{0, 0}, {}}) == "tell handed over");
    REQUIRE(connection.state() == ConnectionState::handed_over);
  }
};

}  // namespace

TEST_CASE("what is held too long gives the connection up until it is delivered") {
  Life life;
  life.become_ready();
  REQUIRE(life.give(HoldOver{}).empty());
  REQUIRE(life.give(HeldTooLong{}) == "tell released, close");
  REQUIRE(life.give(closed).empty());
  REQUIRE(life.give(HeldTooLong{}).empty());
  REQUIRE(life.give(HoldOver{}) == "open host0");

  Life stopped;
  stopped.become_ready();
  stopped.give(HeldTooLong{});
  REQUIRE(stopped.give(StopRequested{OnStop::keep}) == "close, finish stopped");
}

TEST_CASE("a connection that is only coming about is given up too") {
  Life life;
  life.become_ready();
  life.give(closed);
  SECTION("not connected: it stays away when it is due") {
    REQUIRE(life.give(HeldTooLong{}).empty());
    REQUIRE(life.give(RetryDue{}) == "tell released, close");
    REQUIRE(life.give(HoldOver{}) == "open host0");
  }
  SECTION("not connected, and Kafka is back before it is due") {
    REQUIRE(life.give(HeldTooLong{}).empty());
    REQUIRE(life.give(HoldOver{}).empty());
    REQUIRE(life.give(RetryDue{}) == "open host0");
  }
  SECTION("not subscribed") {
    life.give(RetryDue{});
    life.give(TransportOpened{});
    life.give(HandshakeDone{true});
    REQUIRE(life.give(HeldTooLong{}) == "tell released, close");
  }
}

TEST_CASE("a share that is handed over: unsubscribe, keep the connection, subscribe again when Kafka is back") {
  HandedOver life;
  REQUIRE(life.give(HeldTooLong{}).empty());
  REQUIRE(life.give(HoldOver{}) == "subscribe");
  SECTION("granted") {
    REQUIRE(life.give(SubscribeAnswered{{1, 1}, {}}) == "tell taken back, ready");
    REQUIRE(life.give(HeldTooLong{}) == "unsubscribe");
  }
  SECTION("refused: as after any CONNACK") {
    REQUIRE(life.give(SubscribeAnswered{{1, 0x87}, {}}) == "report, close, retry slowly");
  }
}

TEST_CASE("Kafka is back before UNSUBSCRIBE is answered") {
  Life life(that_hands_over("mosquitto"));
  life.become_ready();
  REQUIRE(life.give(HeldTooLong{}) == "unsubscribe");
  REQUIRE(life.give(HoldOver{}) == "subscribe");
  REQUIRE(life.give(UnsubscribeAnswered{{0, 0}, {}}).empty());
  REQUIRE(life.give(SubscribeAnswered{{1, 1}, {}}) == "ready");
}

TEST_CASE("a connection that is lost while the share is handed over comes back and does not subscribe") {
  HandedOver life;
  REQUIRE(life.give(closed) == "report, close, retry");
  SECTION("Kafka is still away") {
    REQUIRE(life.give(RetryDue{}) == "open host0");
    REQUIRE(life.give(TransportOpened{}) == "connect");
    REQUIRE(life.give(HandshakeDone{true}) == "unsubscribe");
    REQUIRE(life.give(UnsubscribeAnswered{{0x11, 0x11}, {}}) == "tell handed over");
    REQUIRE(life.give(HoldOver{}) == "subscribe");
  }
  SECTION("Kafka is back meanwhile") {
    REQUIRE(life.give(HoldOver{}).empty());
    REQUIRE(life.give(RetryDue{}) == "open host0");
    REQUIRE(life.give(TransportOpened{}) == "connect");
    REQUIRE(life.give(HandshakeDone{true}) == "subscribe");
  }
  REQUIRE(life.give(SubscribeAnswered{{1, 1}, {}}) == "tell taken back, ready");
}

TEST_CASE("a connection that is only coming about hands over before it subscribes") {
  Life life(that_hands_over("mosquitto"));
  life.become_ready();
  life.give(closed);
  SECTION("not connected yet") {
    REQUIRE(life.give(HeldTooLong{}).empty());
    life.give(RetryDue{});
  }
  SECTION("not subscribed yet: SUBACK may lie behind messages that find no room") {
    life.give(RetryDue{});
    life.give(TransportOpened{});
    REQUIRE(life.give(HandshakeDone{true}) == "subscribe");
    REQUIRE(life.give(HeldTooLong{}) == "close, open host0");
  }
  life.give(TransportOpened{});
  REQUIRE(life.give(HandshakeDone{true}) == "unsubscribe");
}

TEST_CASE("a refused UNSUBSCRIBE gives the connection up instead") {
  Life life(that_hands_over("mosquitto"));
  life.become_ready();
  REQUIRE(life.give(HeldTooLong{}) == "unsubscribe");
  REQUIRE(life.give(UnsubscribeAnswered{{0, 0x91}, {}}) == "unsubscribe");
  const ConnectionActions actions = life.connection.handle(UnsubscribeAnswered{{0, 0x87}, "no"}, life.now);
  REQUIRE(line(actions) == "tell refused, tell released, close");
  REQUIRE(std::get<TellHold>(actions.front()).text ==
          "the broker refused UNSUBSCRIBE of `b/+`: 0x87 Not authorized (no); let mqtt.username unsubscribe from this "
          "filter");
  REQUIRE(life.give(HoldOver{}) == "open host0");
}

TEST_CASE("a stop while the share is handed over") {
  HandedOver life;
  SECTION("keep: what is held gets its time") {
    REQUIRE(life.give(StopRequested{OnStop::keep}) == "pause, wait settled");
    REQUIRE(life.give(HoldOver{}).empty());
    REQUIRE(life.give(AllSettled{}) == "disconnect");
    REQUIRE(life.give(Closed{}) == "finish stopped");
  }
  SECTION("leave: it is unsubscribed already") {
    REQUIRE(life.give(StopRequested{OnStop::leave}) == "wait settled");
    REQUIRE(life.give(AllSettled{}) == "barrier");
    REQUIRE(life.give(BarrierPassed{true}) == "wait quiet");
    REQUIRE(life.give(QuietTimeOver{}) == "wait settled");
    REQUIRE(life.give(AllSettled{}) == "barrier");
    REQUIRE(life.give(BarrierPassed{true}) == "disconnect when drained");
    REQUIRE(life.give(Closed{}) == "finish stopped");
  }
  SECTION("at the deadline the session stays, with what is unacknowledged") {
    REQUIRE(life.give(StopRequested{OnStop::leave}) == "wait settled");
    REQUIRE(life.give(DeadlinePassed{}) == "disconnect");
    REQUIRE(life.give(Closed{}) == "finish left");
  }
}

TEST_CASE("a leave before UNSUBSCRIBE of the hand-over is answered sends no second one") {
  Life life(that_hands_over("mosquitto"));
  life.become_ready();
  REQUIRE(life.give(HeldTooLong{}) == "unsubscribe");
  REQUIRE(life.give(StopRequested{OnStop::leave}).empty());
  REQUIRE(life.give(UnsubscribeAnswered{{0, 0}, {}}) == "wait settled");
  REQUIRE(life.give(AllSettled{}) == "barrier");
}

TEST_CASE("a redispatching broker hands over what is held when the connection goes, or the session") {
  for (const std::string_view profile : {"redispatching", "hivemq", "artemis"}) {
    Life life(that_hands_over(profile));
    life.become_ready();
    CHECK(life.give(HeldTooLong{}) == "tell released, close");
    CHECK(life.give(HoldOver{}) == "open host0");
  }
  Life life(that_hands_over("emqx"));
  life.become_ready();
  REQUIRE(life.give(HeldTooLong{}) == "tell released, disconnect for good");
  SECTION("Kafka is away for longer") {
    REQUIRE(life.give(Closed{}) == "close");
    REQUIRE(life.connection.state() == ConnectionState::released);
    REQUIRE(life.give(HoldOver{}) == "open host0");
  }
  SECTION("the broker resets the connection instead of closing it") {
    REQUIRE(life.give(ConnectionLost{Cause::network, 0, "reset", {}}) == "close");
    REQUIRE(life.give(HoldOver{}) == "open host0");
  }
  SECTION("Kafka is back at once") {
    REQUIRE(life.give(HoldOver{}).empty());
    REQUIRE(life.give(Closed{}) == "close, open host0");
  }
  SECTION("a stop meanwhile") {
    REQUIRE(life.give(StopRequested{OnStop::leave}).empty());
    REQUIRE(life.give(Closed{}) == "finish stopped");
  }
  SECTION("a stop later: no session is left") {
    life.give(Closed{});
    REQUIRE(life.give(StopRequested{OnStop::leave}) == "close, finish stopped");
  }
}

TEST_CASE("a session that is to be ended is connected to first") {
  Life life(that_hands_over("emqx"));
  life.become_ready();
  life.give(closed);
  REQUIRE(life.give(HeldTooLong{}).empty());
  REQUIRE(life.give(RetryDue{}) == "open host0");
  life.give(TransportOpened{});
  REQUIRE(life.give(HandshakeDone{true}) == "tell released, disconnect for good");
}

}  // namespace sluice
