// SPDX-License-Identifier: Apache-2.0
// How a connection ends: keep, leave, decommission, the deadline.
#include "mqtt/connection.hpp"
#include "mqtt/wire/reason_code.hpp"

namespace sluice {

using namespace std::chrono_literals;

namespace {

/// Brokers queue asynchronously (clusters, HiveMQ): one quiet ping barrier proves little, two with a pause in between
/// do.
constexpr std::uint32_t barriers_needed = 2;
constexpr Millis quiet_time = 500ms;

/// An owner that was evicted comes back: others within seconds, one of us after 30 s and some jitter (`TakeOvers`).
constexpr Millis owner_time = 40s;

/// Some brokers (ActiveMQ Artemis) forget PUBACKs that UNSUBSCRIBE or DISCONNECT follows at once, and hand those
/// messages out again.
constexpr Millis puback_time = 500ms;

/// A broker may take a moment to end a session: so long it is left alone before the next look, so many looks.
constexpr Millis look_pause = 500ms;
constexpr std::uint32_t looks_max = 5;

/// A refusal of UNSUBSCRIBE for its packet id is tried again with another one.
constexpr std::uint8_t packet_id_in_use = 0x91;
constexpr std::uint32_t unsubscribe_tries_max = 3;

}  // namespace

bool Connection::stopping() const {
  return state_ == ConnectionState::settling || state_ == ConnectionState::unsubscribing ||
         state_ == ConnectionState::draining || state_ == ConnectionState::disconnecting;
}

ConnectionActions Connection::on(const StopRequested& stop) {
  if (state_ == ConnectionState::disconnecting) {
    // For the case of `LatePublish`.
    if (stop.how == OnStop::keep) on_stop_ = OnStop::keep;
    return {};
  }
  if (decommissions()) return give_up_drain();
  on_stop_ = stop.how;
  if (stopping() && stop.how == OnStop::leave) return {};
  if (state_ == ConnectionState::releasing) {
    // DISCONNECT is on its way and ends the session.
    state_ = ConnectionState::disconnecting;
    return {};
  }
  // Messages may come before SUBACK, and on a resumed session they do: they want their PUBACKs as later ones.
  if (!is_up() && !stopping() && state_ != ConnectionState::subscribing) return stop_without_connection();
  return begin_stop(stop.how);
}

/// Nothing can be acknowledged or unsubscribed.
ConnectionActions Connection::stop_without_connection() {
  if (on_stop_ == OnStop::keep || has_ended_session_) return close_and_finish(Finish::Result::stopped, "");
  return close_and_finish(Finish::Result::left,
                          "stopped without a connection: the session could not be ended and stays at the broker");
}

ConnectionActions Connection::give_up_drain() {
  result_ = Finish::Result::left;
  result_text_ = "stopped before the session was drained: it stays at the broker; run it again";
  if (state_ != ConnectionState::watching && !stopping()) return close_and_finish(result_, result_text_);
  return begin_stop(OnStop::keep);
}

ConnectionActions Connection::begin_stop(OnStop how) {
  on_stop_ = how;
  if (how == OnStop::leave && (state_ == ConnectionState::handing_over || state_ == ConnectionState::handed_over)) {
    // UNSUBSCRIBE is out: from here on as after it.
    const bool is_answered = state_ == ConnectionState::handed_over;
    state_ = ConnectionState::unsubscribing;
    return is_answered ? drain() : ConnectionActions{};
  }
  // To stop reading would only let the broker fill the window first: all that is in flight at UNSUBSCRIBE goes to the
  // others as well as to us (ActiveMQ Artemis). While we read and acknowledge, that is little.
  if (how == OnStop::leave && profile_.family == BrokerFamily::redispatching) return leave_or_keep();
  state_ = ConnectionState::settling;
  return {PauseReading{}, WaitSettled{}};
}

ConnectionActions Connection::on(const AllSettled&) {
  if (state_ == ConnectionState::settling) {
    if (profile_.family == BrokerFamily::redispatching) return {WaitQuiet{puback_time}};
    return leave_or_keep();
  }
  if (state_ == ConnectionState::draining) return {SendBarrier{}};
  return {};
}

ConnectionActions Connection::leave_or_keep() {
  if (on_stop_ == OnStop::keep) return disconnect(false);
  state_ = ConnectionState::unsubscribing;
  unsubscribe_tries_ = 1;
  return {SendUnsubscribe{}, ResumeReading{}};
}

ConnectionActions Connection::on(const UnsubscribeAnswered& answered) {
  const bool hands_over = state_ == ConnectionState::handing_over;
  if (state_ != ConnectionState::unsubscribing && !hands_over) return {};
  for (std::size_t i = 0; i < answered.reason_codes.size(); ++i) {
    const std::uint8_t code = answered.reason_codes[i];
    if (code < 0x80) continue;
    if (code == packet_id_in_use && unsubscribe_tries_ < unsubscribe_tries_max) {
      ++unsubscribe_tries_;
      return {SendUnsubscribe{}};
    }
    // Still a member: to end the session now would lose what the broker goes on giving it.
    const ReasonEntry& refusal = reason(ReasonScope::unsuback, code);
    std::string text = "the broker refused UNSUBSCRIBE of `" + (i < filters_.size() ? filters_[i] : "?") +
                       "`: " + describe(refusal) +
                       (answered.reason_string.empty() ? "" : " (" + answered.reason_string + ")");
    if (hands_over) return on_hand_over_refused(text + "; " + std::string(refusal.remedy));
    result_ = Finish::Result::left;
    result_text_ = text + "; the session stays there and keeps its share: " + std::string(refusal.remedy);
    return begin_stop(OnStop::keep);
  }
  return hands_over ? on_handed_over() : drain();
}

ConnectionActions Connection::drain() {
  state_ = ConnectionState::draining;
  quiet_barriers_ = 0;
  return {WaitSettled{}};
}

ConnectionActions Connection::on(const BarrierPassed& barrier) {
  if (state_ != ConnectionState::draining) return {};
  quiet_barriers_ = barrier.quiet ? quiet_barriers_ + 1 : 0;
  if (quiet_barriers_ >= barriers_needed) {
    state_ = ConnectionState::disconnecting;
    return {SendDisconnect{.end_session = true, .when_drained = true}};
  }
  return quiet_barriers_ > 0 ? ConnectionActions{WaitQuiet{quiet_time}} : ConnectionActions{WaitSettled{}};
}

ConnectionActions Connection::on(const LatePublish&) {
  if (state_ != ConnectionState::disconnecting) return {};
  if (on_stop_ == OnStop::leave) return drain();
  state_ = ConnectionState::draining;  // DISCONNECT is not out
  return on(StopRequested{OnStop::keep});
}

ConnectionActions Connection::on(const QuietTimeOver&) {
  if (state_ == ConnectionState::settling) return leave_or_keep();
  if (state_ == ConnectionState::draining) return {WaitSettled{}};
  if (state_ == ConnectionState::looking) return start();
  // Nobody came back for the id.
  if (state_ == ConnectionState::watching) return begin_stop(OnStop::leave);
  return {};
}

ConnectionActions Connection::on(const DeadlinePassed&) {
  if (state_ == ConnectionState::disconnecting || !stopping()) return close_and_finish(result_, result_text_);
  result_ = Finish::Result::left;
  // What is unacknowledged waits at the broker for this client id; where only the session's end hands it to the others
  // and we were about to leave them, it is ended.
  return disconnect(profile_.ends_session_at_deadline && on_stop_ == OnStop::leave);
}

ConnectionActions Connection::on(const Closed&) {
  if (state_ == ConnectionState::releasing) return on_session_ended();
  if (state_ == ConnectionState::looking) return {};
  if (state_ != ConnectionState::disconnecting) {
    // Paho disconnects unasked where its ping was not answered in time: this process was held up.
    return on(ConnectionLost{ConnectionLost::Cause::network, 0, "the MQTT library ended the connection by itself", {}});
  }
  if (decommissions() && result_ == Finish::Result::stopped && !is_gone_) {
    was_drained_ = true;
    state_ = ConnectionState::looking;
    return {CloseTransport{}, WaitQuiet{look_pause}};
  }
  return finish(result_, std::move(result_text_));
}

ConnectionActions Connection::on_resumed(bool session_present) {
  if (session_present && !was_drained_) {
    state_ = ConnectionState::watching;
    ready_since_ = now_;
    return {BeginDrain{purpose_ == Purpose::decommission ? owner_time : Millis(0)}};
  }
  if (!session_present) {
    is_gone_ = true;
    result_text_ = was_drained_ ? "the session is drained and gone" : "there is no session with this client id";
  } else if (++looks_ >= looks_max) {
    result_ = Finish::Result::failed;
    result_text_ = "the broker did not end the session: it is drained, but stays there until it expires";
  }
  // CONNECT itself made a session, or found the old one: either goes.
  return disconnect(true);
}

ConnectionActions Connection::disconnect(bool end_session) {
  state_ = ConnectionState::disconnecting;
  return {SendDisconnect{end_session}};
}

ConnectionActions Connection::finish(Finish::Result result, std::string text) {
  state_ = ConnectionState::finished;
  return {Finish{result, std::move(text)}};
}

ConnectionActions Connection::close_and_finish(Finish::Result result, std::string text) {
  ConnectionActions actions{CloseTransport{}};
  actions.push_back(finish(result, std::move(text)).front());
  return actions;
}

}  // namespace sluice
