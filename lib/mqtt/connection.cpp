// SPDX-License-Identifier: Apache-2.0
// How a connection comes about and is kept; connection_stop.cpp has how it ends.
#include "mqtt/connection.hpp"

#include <utility>

namespace sluice {

using namespace std::chrono_literals;

namespace {

/// So many equal malformed packets in a row end the task: more tries bring the same packet again.
constexpr std::uint32_t malformed_limit = 5;

/// A connection that has stood for so long was a success, also without a message.
constexpr Millis standing_time = 10s;

}  // namespace

std::string_view to_text(ConnectionState state) {
  switch (state) {
    case ConnectionState::idle: return "idle";
    case ConnectionState::opening: return "opening";
    case ConnectionState::handshaking: return "handshaking";
    case ConnectionState::subscribing: return "subscribing";
    case ConnectionState::ready: return "ready";
    case ConnectionState::backing_off: return "backing_off";
    case ConnectionState::handing_over: return "handing_over";
    case ConnectionState::handed_over: return "handed_over";
    case ConnectionState::releasing: return "releasing";
    case ConnectionState::released: return "released";
    case ConnectionState::watching: return "watching";
    case ConnectionState::looking: return "looking";
    case ConnectionState::settling: return "settling";
    case ConnectionState::unsubscribing: return "unsubscribing";
    case ConnectionState::draining: return "draining";
    case ConnectionState::disconnecting: return "disconnecting";
    case ConnectionState::finished: return "finished";
  }
  return "";
}

Connection::Connection(const MqttConfig& config, Purpose purpose, std::uint64_t seed)
    : qos_(config.qos),
      filters_(config.filters),
      profile_(*config.profile),
      hold_end_(hold_end(config)),
      purpose_(purpose),
      brokers_(config),
      usual_(500ms, 30s, seed),
      slow_(30s, 300s, seed + 1),
      take_overs_(seed + 2) {}

ConnectionActions Connection::start() {
  state_ = ConnectionState::opening;
  return {OpenTransport{brokers_.current()}};
}

ConnectionActions Connection::handle(const ConnectionInput& input, TimePoint now) {
  if (state_ == ConnectionState::finished) return {};
  now_ = now;
  return std::visit([this](const auto& what) { return on(what); }, input);
}

ConnectionActions Connection::on(const TransportOpened&) {
  if (state_ != ConnectionState::opening) return {};
  state_ = ConnectionState::handshaking;
  // A look leaves no session behind, not even where the broker overlooks its DISCONNECT.
  return {SendConnect{!was_drained_}};
}

ConnectionActions Connection::on(const HandshakeDone& done) {
  if (state_ != ConnectionState::handshaking) return {};
  if (decommissions()) return on_resumed(done.session_present);
  if (!done.shared_subscriptions) {
    return close_and_finish(
        Finish::Result::refused,
        "the broker has no shared subscriptions (Shared Subscription Available = 0 in CONNACK): a $share filter would "
        "never match there; use a broker that has them");
  }
  if (!done.keeps_session && profile_.family == BrokerFamily::session_bound) {
    return close_and_finish(
        Finish::Result::refused,
        "the broker ends the session with its connection (Session Expiry Interval = 0 in CONNACK): each loss of a "
        "connection would lose what is not acknowledged; raise the broker's limit for session expiry, or set "
        "mqtt.profile to the broker's name if it gives such messages to the other members");
  }
  has_ended_session_ = false;
  if (is_held_) return give_up_share();
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
    return lose({ConnectionLost::Cause::not_subscribed, code, std::move(text), {}});
  }
  state_ = ConnectionState::ready;
  was_ready_ = true;
  ready_since_ = now_;
  stands_since_ = now_;
  brokers_.on_ready();
  if (std::exchange(is_handed_over_, false)) return {TellHold{TellHold::What::taken_back}, BecomeReady{}};
  return {BecomeReady{}};
}

ConnectionActions Connection::on(const ConnectionLost& lost) {
  if (state_ == ConnectionState::backing_off || state_ == ConnectionState::released || state_ == ConnectionState::idle)
    return {};
  if (state_ == ConnectionState::disconnecting || state_ == ConnectionState::releasing) return on(Closed{});
  if (stopping()) return finish(Finish::Result::left, "the connection was lost while stopping: " + lost.text);
  return lose(lost);
}

ConnectionActions Connection::lose(ConnectionLost lost) {
  if (const auto since = std::exchange(stands_since_, {}); since && now_ - *since >= standing_time) {
    forget_failures();
    malformed_count_ = 0;
  }
  ConnectionActions following = redirect(lost) ? reopen() : after_loss(lost);
  ConnectionActions actions{ReportLoss{std::move(lost)}};
  for (ConnectionAction& action : following) actions.push_back(std::move(action));
  return actions;
}

bool Connection::redirect(ConnectionLost& lost) {
  if (meaning_of(lost) != ReasonMeaning::redirect) return false;
  const bool is_lasting = lost.reason_code == 0x9D;
  const bool follows =
      brokers_.redirect(lost.server_reference, is_lasting ? BrokerList::Move::lasting : BrokerList::Move::passing);
  if (!lost.text.empty()) lost.text += ", ";
  lost.text += lost.server_reference.empty() ? "it names none" : "it names " + lost.server_reference;
  if (follows) lost.text += ": going to " + brokers_.current().text();
  return follows;
}

ConnectionActions Connection::after_loss(ConnectionLost& lost) {
  if (meaning_of(lost) == ReasonMeaning::fatal) {
    return close_and_finish(Finish::Result::refused, lost.text);
  }
  if (stuck_on(lost)) {
    return close_and_finish(Finish::Result::failed,
                            "the broker sent the same malformed packet " + std::to_string(malformed_limit) +
                                " times: " + lost.text +
                                "; it stays unacknowledged: remove the message at the broker, or report the broker");
  }
  return is_take_over(lost) ? back_off_from_take_over() : retry(lost);
}

bool Connection::is_take_over(ConnectionLost& lost) {
  lost.is_take_over = looks_like_take_over(lost);
  return lost.is_take_over;
}

bool Connection::looks_like_take_over(ConnectionLost& lost) {
  if (meaning_of(lost) == ReasonMeaning::take_over) return true;
  const bool was_up = is_up();
  if (!was_up) take_overs_.on_other_end();
  if (!was_up || lost.cause != ConnectionLost::Cause::closed) return false;
  // An owner whom we have evicted may come back at once, or after a pause that it takes for our sake.
  if (decommissions()) return take_overs_.is_second_silent_one();
  if (!take_overs_.is_silent_one(ready_since_, now_)) return false;
  lost.text += ", the third time in a row within 5 s: most likely another process uses this client id";
  return true;
}

ConnectionActions Connection::back_off_from_take_over() {
  if (decommissions()) {
    return close_and_finish(Finish::Result::failed,
                            "the client id is in use: its owner came back and has the session again; nothing is lost. "
                            "Stop that process first, or insist by --force");
  }
  const Millis delay = take_overs_.on_take_over(now_);
  if (take_overs_.lasting()) {
    return close_and_finish(Finish::Result::refused,
                            "the client id is in use by another process: it took the session three times within five "
                            "minutes; give each replica its own mqtt.client_id");
  }
  brokers_.restart();
  return wait_for_retry(delay, true);
}

ReasonMeaning Connection::meaning_of(const ConnectionLost& lost) const {
  switch (lost.cause) {
    case ConnectionLost::Cause::refused: return reason(ReasonScope::connack, lost.reason_code).meaning;
    case ConnectionLost::Cause::disconnected: return reason(ReasonScope::disconnect, lost.reason_code).meaning;
    case ConnectionLost::Cause::not_subscribed: return grant(lost.reason_code, qos_).meaning;
    case ConnectionLost::Cause::untrusted: return meaning_of_untrusted();
    case ConnectionLost::Cause::network:
    case ConnectionLost::Cause::closed:
    case ConnectionLost::Cause::malformed: return ReasonMeaning::retry;
  }
  return ReasonMeaning::retry;
}

/// At the start it is the set-up that is wrong: say so and end, once no broker of the list is left. Later it is a
/// certificate that ran out or is being exchanged, at the broker or here: a task must outlive that.
ReasonMeaning Connection::meaning_of_untrusted() const {
  if (was_ready_) return ReasonMeaning::slow_retry;
  return brokers_.has_next() ? ReasonMeaning::retry : ReasonMeaning::fatal;
}

ConnectionActions Connection::retry(const ConnectionLost& lost) {
  const ReasonMeaning meaning = meaning_of(lost);
  const bool slow = meaning == ReasonMeaning::slow_retry || meaning == ReasonMeaning::redirect;
  bool has_next = false;
  if (is_up()) {
    brokers_.restart();
  } else {
    has_next = brokers_.advance();
  }
  if (slow || !has_next) return wait_for_retry(slow ? slow_.next() : usual_.next(), slow);
  // The next broker of the list is tried without a pause; the pause comes after the last.
  return reopen();
}

bool Connection::is_up() const {
  return state_ == ConnectionState::ready || state_ == ConnectionState::watching ||
         state_ == ConnectionState::handing_over || state_ == ConnectionState::handed_over;
}

ConnectionActions Connection::reopen() {
  state_ = ConnectionState::opening;
  return {CloseTransport{}, OpenTransport{brokers_.current()}};
}

ConnectionActions Connection::wait_for_retry(Millis delay, bool slow) {
  state_ = ConnectionState::backing_off;
  return {CloseTransport{}, RetryIn{delay, slow}};
}

bool Connection::stuck_on(const ConnectionLost& lost) {
  if (lost.cause != ConnectionLost::Cause::malformed) return false;
  malformed_count_ = lost.text == last_malformed_ ? malformed_count_ + 1 : 1;
  last_malformed_ = lost.text;
  return malformed_count_ >= malformed_limit;
}

ConnectionActions Connection::on(const RetryDue&) {
  if (state_ != ConnectionState::backing_off) return {};
  if (is_held_ && hold_end_ == HoldEnd::close) return release();
  return start();
}

/// Not SUBACK ends a row of failures: a broker that ends each session at once would be met several times a second. What
/// moves messages may come back soon, lest they pile up at the broker.
ConnectionActions Connection::on(const FirstAcknowledged&) {
  forget_failures();
  return {};
}

void Connection::forget_failures() {
  usual_.reset();
  slow_.reset();
}

}  // namespace sluice
