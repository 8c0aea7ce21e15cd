// SPDX-License-Identifier: Apache-2.0
#include "mqtt/connection.hpp"

namespace sluice {

using namespace std::chrono_literals;

namespace {

/// Brokers queue asynchronously (clusters, HiveMQ): one quiet ping barrier proves little, two with a pause in between
/// do.
constexpr std::uint32_t barriers_needed = 2;
constexpr Millis quiet_time = 500ms;

/// So many equal malformed packets in a row end the task: more tries bring the same packet again.
constexpr std::uint32_t malformed_limit = 5;

}  // namespace

Connection::Connection(const MqttConfig& config, std::uint64_t seed)
    : broker_count_(config.brokers.size()),
      qos_(config.qos),
      filters_(config.filters),
      usual_(500ms, 30s, seed),
      slow_(30s, 300s, seed + 1) {}

ConnectionActions Connection::start() {
  state_ = ConnectionState::opening;
  return {OpenTransport{broker_}};
}

ConnectionActions Connection::handle(const ConnectionInput& input) {
  if (state_ == ConnectionState::finished) return {};
  return std::visit([this](const auto& what) { return on(what); }, input);
}

ConnectionActions Connection::on(const TransportOpened&) {
  if (state_ != ConnectionState::opening) return {};
  state_ = ConnectionState::handshaking;
  return {SendConnect{}};
}

ConnectionActions Connection::on(const HandshakeDone& done) {
  if (state_ != ConnectionState::handshaking) return {};
  if (!done.shared_subscriptions) {
    return close_and_finish(
        Finish::Result::refused,
        "the broker has no shared subscriptions (Shared Subscription Available = 0 in CONNACK): a $share filter would "
        "never match there; use a broker that has them");
  }
  state_ = ConnectionState::subscribing;
  return {SendSubscribe{}};
}

ConnectionActions Connection::on(const SubscribeAnswered& answered) {
  if (state_ != ConnectionState::subscribing) return {};
  for (std::size_t i = 0; i < filters_.size(); ++i) {
    // A missing code is as bad as a refusal: that filter is not subscribed.
    const std::uint8_t code = i < answered.reason_codes.size() ? answered.reason_codes[i] : 0x80;
    const ReasonEntry& granted = grant(code, qos_);
    if (granted.meaning == ReasonMeaning::success) continue;
    std::string text = "filter `" + filters_[i] + "`: ";
    text += code < 0x80 ? "granted QoS " + std::to_string(code) + " where QoS " + std::to_string(qos_) + " was asked"
                        : describe(granted);
    if (!answered.reason_string.empty()) text += " (" + answered.reason_string + ")";
    return lose({ConnectionLost::Cause::not_subscribed, code, std::move(text)});
  }
  state_ = ConnectionState::ready;
  was_ready_ = true;
  usual_.reset();
  slow_.reset();
  broker_ = 0;
  return {BecomeReady{}};
}

ConnectionActions Connection::on(const ConnectionLost& lost) {
  if (state_ == ConnectionState::backing_off || state_ == ConnectionState::idle) return {};
  if (state_ == ConnectionState::disconnecting) return finish(result_, {});
  if (stopping()) return finish(Finish::Result::left, "the connection was lost while stopping: " + lost.text);
  return lose(lost);
}

ConnectionActions Connection::lose(const ConnectionLost& lost) {
  ConnectionActions actions = after_loss(lost);
  actions.insert(actions.begin(), ReportLoss{lost});
  return actions;
}

ConnectionActions Connection::after_loss(const ConnectionLost& lost) {
  if (meaning_of(lost) == ReasonMeaning::fatal) {
    return close_and_finish(Finish::Result::refused, lost.text);
  }
  if (stuck_on(lost)) {
    return close_and_finish(Finish::Result::failed,
                            "the broker sent the same malformed packet " + std::to_string(malformed_limit) +
                                " times: " + lost.text +
                                "; it stays unacknowledged: remove the message at the broker, or report the broker");
  }
  return retry(lost);
}

ReasonMeaning Connection::meaning_of(const ConnectionLost& lost) const {
  switch (lost.cause) {
    case ConnectionLost::Cause::refused: return reason(ReasonScope::connack, lost.reason_code).meaning;
    case ConnectionLost::Cause::disconnected: return reason(ReasonScope::disconnect, lost.reason_code).meaning;
    case ConnectionLost::Cause::not_subscribed: return grant(lost.reason_code, qos_).meaning;
    case ConnectionLost::Cause::untrusted: return meaning_of_untrusted();
    case ConnectionLost::Cause::network:
    case ConnectionLost::Cause::malformed: return ReasonMeaning::retry;
  }
  return ReasonMeaning::retry;
}

/// At the start it is the set-up that is wrong: say so and end, once no broker of the list is left. Later it is a
/// certificate that ran out or is being exchanged, at the broker or here: a task must outlive that.
ReasonMeaning Connection::meaning_of_untrusted() const {
  if (was_ready_) return ReasonMeaning::slow_retry;
  return broker_ + 1 < broker_count_ ? ReasonMeaning::retry : ReasonMeaning::fatal;
}

ConnectionActions Connection::retry(const ConnectionLost& lost) {
  ConnectionActions actions{CloseTransport{}};
  const ReasonMeaning meaning = meaning_of(lost);
  // Take-over: another process owns the id now; to come back at once would evict it, and it us, for ever.
  const bool slow = meaning == ReasonMeaning::slow_retry || meaning == ReasonMeaning::take_over;
  const bool was_ready = state_ == ConnectionState::ready;
  broker_ = was_ready ? 0 : (broker_ + 1) % broker_count_;
  if (!slow && !was_ready && broker_ != 0) {
    // The next broker of the list is tried without a pause; the pause comes after the last.
    state_ = ConnectionState::opening;
    actions.push_back(OpenTransport{broker_});
    return actions;
  }
  state_ = ConnectionState::backing_off;
  actions.push_back(RetryIn{slow ? slow_.next() : usual_.next(), slow});
  return actions;
}

bool Connection::stuck_on(const ConnectionLost& lost) {
  if (lost.cause != ConnectionLost::Cause::malformed) return false;
  malformed_count_ = lost.text == last_malformed_ ? malformed_count_ + 1 : 1;
  last_malformed_ = lost.text;
  return malformed_count_ >= malformed_limit;
}

ConnectionActions Connection::on(const RetryDue&) {
  if (state_ != ConnectionState::backing_off) return {};
  return start();
}

bool Connection::stopping() const {
  return state_ == ConnectionState::settling || state_ == ConnectionState::unsubscribing ||
         state_ == ConnectionState::draining || state_ == ConnectionState::disconnecting;
}

ConnectionActions Connection::on(const StopRequested& stop) {
  if (state_ == ConnectionState::disconnecting) return {};
  on_stop_ = stop.how;
  if (stopping() && stop.how == OnStop::leave) return {};
  if (state_ != ConnectionState::ready && !stopping()) {
    // Nothing can be acknowledged or unsubscribed without a connection.
    const bool leaves = on_stop_ == OnStop::leave;
    return close_and_finish(
        leaves ? Finish::Result::left : Finish::Result::stopped,
        leaves ? "stopped without a connection: the session could not be ended and stays at the broker" : "");
  }
  state_ = ConnectionState::settling;
  return {PauseReading{}, WaitSettled{}};
}

ConnectionActions Connection::on(const AllSettled&) {
  if (state_ == ConnectionState::settling) {
    if (on_stop_ == OnStop::keep) return disconnect(false);
    state_ = ConnectionState::unsubscribing;
    return {SendUnsubscribe{}, ResumeReading{}};
  }
  if (state_ == ConnectionState::draining) return {SendBarrier{}};
  return {};
}

ConnectionActions Connection::on(const UnsubscribeAnswered&) {
  if (state_ != ConnectionState::unsubscribing) return {};
  state_ = ConnectionState::draining;
  quiet_barriers_ = 0;
  return {WaitSettled{}};
}

ConnectionActions Connection::on(const BarrierPassed& barrier) {
  if (state_ != ConnectionState::draining) return {};
  quiet_barriers_ = barrier.quiet ? quiet_barriers_ + 1 : 0;
  if (quiet_barriers_ >= barriers_needed) return disconnect(true);
  return quiet_barriers_ > 0 ? ConnectionActions{WaitQuiet{quiet_time}} : ConnectionActions{WaitSettled{}};
}

ConnectionActions Connection::on(const QuietTimeOver&) {
  if (state_ != ConnectionState::draining) return {};
  return {WaitSettled{}};
}

ConnectionActions Connection::on(const DeadlinePassed&) {
  if (state_ == ConnectionState::disconnecting || !stopping()) return close_and_finish(result_, {});
  result_ = Finish::Result::left;
  // Without Session Expiry 0: what is unacknowledged waits at the broker for this client id.
  return disconnect(false);
}

ConnectionActions Connection::on(const Closed&) {
  if (state_ != ConnectionState::disconnecting) return {};
  return finish(result_, {});
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
