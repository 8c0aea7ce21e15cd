// SPDX-License-Identifier: Apache-2.0
#include "connection_life.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using Cause = ConnectionLost::Cause;

TEST_CASE("a connection opens, connects, subscribes and is ready") {
  Life life;
  REQUIRE(life.start() == "open host0");
  REQUIRE(life.give(TransportOpened{}) == "connect");
  REQUIRE(life.give(HandshakeDone{true, true}) == "subscribe");  // also with Session Present
  REQUIRE(life.give(SubscribeAnswered{{1, 1}, {}}) == "ready");
  REQUIRE(life.connection.state() == ConnectionState::ready);
}

TEST_CASE("a lost connection is opened again after a back-off, and subscribes again") {
  Life life;
  life.become_ready();
  REQUIRE(life.give(ConnectionLost{Cause::network, 0, "reset", {}}) == "report, close, retry");
  REQUIRE(life.give(RetryDue{}) == "open host0");
  REQUIRE(life.give(TransportOpened{}) == "connect");
  REQUIRE(life.give(HandshakeDone{true, true}) == "subscribe");
}

TEST_CASE("brokers are tried in order, with a pause after the last, after a loss from the first again") {
  Life life(config_of(3));
  REQUIRE(life.start() == "open host0");
  const ConnectionLost refused{Cause::network, 0, "connection refused", {}};
  REQUIRE(life.give(refused) == "report, close, open host1");
  REQUIRE(life.give(refused) == "report, close, open host2");
  REQUIRE(life.give(refused) == "report, close, retry");
  REQUIRE(life.give(RetryDue{}) == "open host0");
  life.give(refused);
  life.give(TransportOpened{});
  life.give(HandshakeDone{});
  REQUIRE(life.give(SubscribeAnswered{{1, 1}, {}}) == "ready");
  REQUIRE(life.give(ConnectionLost{Cause::network, 0, "reset", {}}) == "report, close, retry");
  REQUIRE(life.give(RetryDue{}) == "open host0");
}

TEST_CASE("reason codes decide between another try, a slow one, and the end") {
  struct Case {
    Cause cause;
    std::uint8_t code;
    std::string actions;
  };
  const auto c = GENERATE(values<Case>({
      {Cause::refused, 0x88, "report, close, retry"},
      {Cause::refused, 0x89, "report, close, retry"},
      {Cause::refused, 0x86, "report, close, retry slowly"},
      {Cause::refused, 0x87, "report, close, retry slowly"},
      {Cause::refused, 0x97, "report, close, retry slowly"},
      {Cause::refused, 0x84, "report, close, finish refused"},
      {Cause::refused, 0x85, "report, close, finish refused"},
      {Cause::refused, 0x8A, "report, close, finish refused"},
      {Cause::disconnected, 0x00, "report, close, retry"},
      {Cause::disconnected, 0x8B, "report, close, retry"},
      {Cause::disconnected, 0x8E, "report, close, retry slowly"},
      {Cause::disconnected, 0x98, "report, close, retry slowly"},
      {Cause::disconnected, 0x82, "report, close, finish refused"},
      {Cause::disconnected, 0x9E, "report, close, finish refused"},
  }));
  CAPTURE(static_cast<int>(c.cause), static_cast<int>(c.code));
  Life life;
  life.start();
  life.give(TransportOpened{});
  REQUIRE(life.give(ConnectionLost{c.cause, c.code, {}, {}}) == c.actions);
}

TEST_CASE("a certificate fault at the start is the end once no broker is left") {
  Life life(config_of(2));
  life.start();
  const ConnectionLost untrusted{Cause::untrusted, 0, "certificate verify failed"};
  REQUIRE(life.give(untrusted) == "report, close, open host1");
  REQUIRE(life.give(untrusted) == "report, close, finish refused");
}

TEST_CASE("a certificate fault after the task was ready is tried again slowly") {
  Life life;
  life.become_ready();
  life.give(ConnectionLost{Cause::network, 0, "reset"});
  REQUIRE(life.give(RetryDue{}) == "open host0");
  REQUIRE(life.give(ConnectionLost{Cause::untrusted, 0, "expired"}) == "report, close, retry slowly");
  REQUIRE(life.give(RetryDue{}) == "open host0");
}

TEST_CASE("a SUBACK below the QoS asked for is a refusal, a refused filter is what its code says") {
  struct Case {
    std::vector<std::uint8_t> codes;
    std::string actions;
  };
  const auto c = GENERATE(values<Case>({
      {{1, 1}, "ready"},
      {{1, 0}, "report, close, finish refused"},
      {{1, 2}, "report, close, finish refused"},
      {{1, 0x8F}, "report, close, finish refused"},
      {{0x9E, 1}, "report, close, finish refused"},
      {{1, 0x87}, "report, close, retry slowly"},
      {{1, 0x80}, "report, close, retry"},
      {{1}, "report, close, retry"},
  }));
  Life life;
  life.start();
  life.give(TransportOpened{});
  life.give(HandshakeDone{});
  REQUIRE(life.give(SubscribeAnswered{c.codes, {}}) == c.actions);
}

TEST_CASE("a broker without shared subscriptions is refused") {
  Life life;
  life.start();
  life.give(TransportOpened{});
  REQUIRE(life.give(HandshakeDone{false, false}) == "close, finish refused");
}

TEST_CASE("the same malformed packet five times in a row is the end, different ones are not") {
  Life life;
  life.start();
  const auto lose = [&](std::string text) {
    life.give(TransportOpened{});
    const std::string actions = life.give(ConnectionLost{Cause::malformed, 0x81, std::move(text), {}});
    life.give(RetryDue{});
    return actions;
  };
  for (int i = 0; i < 4; ++i) REQUIRE(lose("short string") == "report, close, retry");
  REQUIRE(lose("bad length") == "report, close, retry");
  for (int i = 0; i < 4; ++i) REQUIRE(lose("short string") == "report, close, retry");
  REQUIRE(lose("short string") == "report, close, finish failed");
}

TEST_CASE("a malformed packet now and then, between connections that stand, is not in a row") {
  Life life;
  life.start();
  for (int i = 0; i < 20; ++i) {
    life.give(TransportOpened{});
    life.give(HandshakeDone{});
    REQUIRE(life.give(SubscribeAnswered{{1, 1}, {}}) == "ready");
    REQUIRE(life.give(ConnectionLost{Cause::malformed, 0x81, "short string", {}}, 1h) == "report, close, retry");
    life.give(RetryDue{});
  }
}

TEST_CASE("a connection that the MQTT library ends by itself is opened again") {
  Life life;
  life.start();
  life.give(TransportOpened{});
  SECTION("before CONNACK") {}
  SECTION("before SUBACK") { life.give(HandshakeDone{}); }
  SECTION("ready") {
    life.give(HandshakeDone{});
    life.give(SubscribeAnswered{{1, 1}, {}});
  }
  REQUIRE(life.give(Closed{}) == "report, close, retry");
  REQUIRE(life.give(Closed{}).empty());
  REQUIRE(life.give(RetryDue{}) == "open host0");
}

TEST_CASE("a connection that the MQTT library ends by itself while stopping leaves what is unacknowledged") {
  Life life;
  life.become_ready();
  life.give(StopRequested{OnStop::keep});
  REQUIRE(life.give(Closed{}) == "finish left");
}

TEST_CASE("keep: pause, settle, DISCONNECT, wait for the broker's end") {
  Life life;
  life.become_ready();
  REQUIRE(life.give(StopRequested{OnStop::keep}) == "pause, wait settled");
  REQUIRE(life.give(StopRequested{OnStop::keep}) == "pause, wait settled");
  REQUIRE(life.give(AllSettled{}) == "disconnect");
  REQUIRE(life.give(Closed{}) == "finish stopped");
  REQUIRE(life.give(RetryDue{}).empty());
}

TEST_CASE(
    "leave: settle before UNSUBSCRIBE, then drain by two quiet barriers with a pause between, then end the session") {
  Life life;
  life.become_ready();
  REQUIRE(life.give(StopRequested{OnStop::leave}) == "pause, wait settled");
  REQUIRE(life.give(AllSettled{}) == "unsubscribe, resume");
  REQUIRE(life.give(UnsubscribeAnswered{}) == "wait settled");
  REQUIRE(life.give(AllSettled{}) == "barrier");
  REQUIRE(life.give(BarrierPassed{false}) == "wait settled");  // something came: once more
  REQUIRE(life.give(AllSettled{}) == "barrier");
  REQUIRE(life.give(BarrierPassed{true}) == "wait quiet");
  REQUIRE(life.give(QuietTimeOver{}) == "wait settled");
  REQUIRE(life.give(AllSettled{}) == "barrier");
  REQUIRE(life.give(BarrierPassed{true}) == "disconnect when drained");
  REQUIRE(life.give(Closed{}) == "finish stopped");
}

TEST_CASE("the deadline ends any stop with a plain DISCONNECT, so that the session keeps what is unacknowledged") {
  for (int steps = 0; steps < 3; ++steps) {
    Life life;
    life.become_ready();
    life.give(StopRequested{OnStop::leave});
    if (steps > 0) life.give(AllSettled{});
    if (steps > 1) life.give(UnsubscribeAnswered{});
    REQUIRE(life.give(DeadlinePassed{}) == "disconnect");
    REQUIRE(life.give(DeadlinePassed{}) == "close, finish left");
  }
}

TEST_CASE("leave: a message after the last barrier is drained before the session ends") {
  Life life;
  life.become_ready();
  life.give(StopRequested{OnStop::leave});
  life.give(AllSettled{});
  life.give(UnsubscribeAnswered{});
  life.give(BarrierPassed{true});
  REQUIRE(life.give(BarrierPassed{true}) == "disconnect when drained");
  SECTION("it can be delivered") {
    REQUIRE(life.give(LatePublish{}) == "wait settled");
    REQUIRE(life.give(AllSettled{}) == "barrier");
    REQUIRE(life.give(BarrierPassed{true}) == "wait quiet");
    REQUIRE(life.give(QuietTimeOver{}) == "wait settled");
    REQUIRE(life.give(AllSettled{}) == "barrier");
    REQUIRE(life.give(BarrierPassed{true}) == "disconnect when drained");
    REQUIRE(life.give(Closed{}) == "finish stopped");
  }
  SECTION("it cannot be delivered: the session must stay") {
    REQUIRE(life.give(StopRequested{OnStop::keep}).empty());
    REQUIRE(life.give(LatePublish{}) == "pause, wait settled");
    REQUIRE(life.give(AllSettled{}) == "disconnect");
  }
  SECTION("the deadline comes first") {
    REQUIRE(life.give(LatePublish{}) == "wait settled");
    REQUIRE(life.give(DeadlinePassed{}) == "disconnect");
    REQUIRE(life.give(Closed{}) == "finish left");
  }
}

TEST_CASE("a stop before SUBACK settles what has come already") {
  Life life;
  life.start();
  life.give(TransportOpened{});
  REQUIRE(life.give(HandshakeDone{true}) == "subscribe");
  SECTION("keep") {
    REQUIRE(life.give(StopRequested{OnStop::keep}) == "pause, wait settled");
    REQUIRE(life.give(SubscribeAnswered{{1, 1}, {}}).empty());
    REQUIRE(life.give(AllSettled{}) == "disconnect");
    REQUIRE(life.give(Closed{}) == "finish stopped");
  }
  SECTION("leave") {
    REQUIRE(life.give(StopRequested{OnStop::leave}) == "pause, wait settled");
    REQUIRE(life.give(AllSettled{}) == "unsubscribe, resume");
    REQUIRE(life.give(SubscribeAnswered{{1, 1}, {}}).empty());
    REQUIRE(life.give(UnsubscribeAnswered{}) == "wait settled");
  }
}

TEST_CASE("an undeliverable message turns a leave into a keep") {
  Life life;
  life.become_ready();
  life.give(StopRequested{OnStop::leave});
  life.give(AllSettled{});
  life.give(UnsubscribeAnswered{});
  REQUIRE(life.give(StopRequested{OnStop::keep}) == "pause, wait settled");
  REQUIRE(life.give(AllSettled{}) == "disconnect");
}

TEST_CASE("a stop without a connection ends at once and says when a session is left behind") {
  for (const OnStop how : {OnStop::keep, OnStop::leave}) {
    Life life;
    life.start();
    REQUIRE(life.give(StopRequested{how}) == (how == OnStop::keep ? "close, finish stopped" : "close, finish left"));
  }
}

TEST_CASE("a connection lost while stopping leaves the rest at the broker, after DISCONNECT it is the expected end") {
  Life settling;
  settling.become_ready();
  settling.give(StopRequested{OnStop::keep});
  REQUIRE(settling.give(ConnectionLost{Cause::network, 0, "reset", {}}) == "finish left");

  Life disconnecting;
  disconnecting.become_ready();
  disconnecting.give(StopRequested{OnStop::keep});
  disconnecting.give(AllSettled{});
  REQUIRE(disconnecting.give(ConnectionLost{Cause::network, 0, "reset", {}}) == "finish stopped");
}

TEST_CASE("inputs that come too late change nothing") {
  Life life;
  life.become_ready();
  REQUIRE(life.give(TransportOpened{}).empty());
  REQUIRE(life.give(HandshakeDone{}).empty());
  REQUIRE(life.give(RetryDue{}).empty());
  REQUIRE(life.give(AllSettled{}).empty());
  REQUIRE(life.give(BarrierPassed{true}).empty());
  REQUIRE(life.give(UnsubscribeAnswered{}).empty());
}

}  // namespace
}  // namespace sluice
