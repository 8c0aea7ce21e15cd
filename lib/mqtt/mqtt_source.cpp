// SPDX-License-Identifier: Apache-2.0
// What the relay, Paho and the owner say becomes input of the state machine; mqtt_source_actions.cpp does what it
// answers.
#include "mqtt/mqtt_source.hpp"

#include "mqtt/wire/reason_code.hpp"
#include "ops/events.hpp"

namespace sluice {

namespace {

std::vector<std::uint8_t> codes_of(const SubackView& answer) {
  std::vector<std::uint8_t> codes;
  codes.reserve(answer.codes.size());
  for (const char code : answer.codes) codes.push_back(static_cast<std::uint8_t>(code));
  return codes;
}

std::string word_of(std::string_view name) {
  std::string word;
  for (const char c : name) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    word += is_upper ? static_cast<char>(c - 'A' + 'a') : (is_plain ? c : '_');
  }
  return word;
}

/// For programs: one of few words. Of a reason code its name in the standard, `not_authorized`.
std::string reason_word(const ConnectionLost& lost, std::uint8_t qos) {
  using Cause = ConnectionLost::Cause;
  if (lost.is_take_over) return "session_taken_over";
  switch (lost.cause) {
    case Cause::network: return "network";
    case Cause::closed: return "closed";
    case Cause::untrusted: return "untrusted";
    case Cause::malformed: return "malformed";
    case Cause::refused: return word_of(reason(ReasonScope::connack, lost.reason_code).name);
    case Cause::disconnected: return word_of(reason(ReasonScope::disconnect, lost.reason_code).name);
    case Cause::not_subscribed: return word_of(grant(lost.reason_code, qos).name);
  }
  return "";
}

}  // namespace

MqttSource::MqttSource(EventLoop& loop, const MqttConfig& config, std::string client_id, Purpose purpose,
                       TransportFactory transport, MessageHandler& handler, EventSink& events, std::uint64_t seed)
    : loop_(loop),
      config_(config),
      client_id_(std::move(client_id)),
      transport_(std::move(transport)),
      handler_(handler),
      events_(events),
      connection_(config, purpose, seed),
      password_(config.password) {}

MqttSource::~MqttSource() {
  close();
  if (timer_) loop_.cancel(*timer_);
  for (const Retired& retired : retired_) loop_.cancel(retired.timer);
}

void MqttSource::start() {
  for (const ConnectionAction& action : connection_.start()) perform(action);
  handle_inputs();
}

void MqttSource::acknowledge(std::span<const std::uint16_t> packet_ids) {
  if (relay_) {
    if (!packet_ids.empty()) {
      relay_->acknowledge(packet_ids);
      if (!std::exchange(has_acknowledged_, true)) input(FirstAcknowledged{});
    }
    relay_->read_on();
  }
  check_settled();
  handle_inputs();
}

void MqttSource::release() {
  input(HeldTooLong{});
  handle_inputs();
}

void MqttSource::take_up() {
  input(HoldOver{});
  handle_inputs();
}

void MqttSource::pause() {
  is_paused_ = true;
  if (relay_) relay_->hold();
}

void MqttSource::resume() {
  is_paused_ = false;
  if (relay_) relay_->let_go();
  handle_inputs();
}

void MqttSource::stop(OnStop how) {
  // An answer that is awaited has the stop's deadline now.
  unguard();
  input(StopRequested{how});
  handle_inputs();
  // From here on the state machine alone says when to read: to leave in order the session must be drained.
  resume();
}

void MqttSource::stop_now() {
  input(DeadlinePassed{});
  handle_inputs();
}

void MqttSource::on_open() { input(TransportOpened{}); }

RelayObserver::Taken MqttSource::on_publish(const MqttMessage& message, std::uint64_t frame_bytes) {
  return handler_.on_message(message, frame_bytes) == MessageHandler::Taken::full ? Taken::full : Taken::yes;
}

RelayObserver::Taken MqttSource::on_oversized(const OversizedMessage& message) {
  return handler_.on_oversized(message) == MessageHandler::Taken::full ? Taken::full : Taken::yes;
}

void MqttSource::on_connack(const ConnackView& connack) {
  if (connack.reason_code >= 0x80) {
    input(ConnectionLost{ConnectionLost::Cause::refused, connack.reason_code,
                         std::string(connack.reason_string.value_or("")),
                         std::string(connack.server_reference.value_or(""))});
    return;
  }
  if (connack.assigned_client_id && *connack.assigned_client_id != client_id_) {
    // The session is kept under that name: a reconnect must use it [MQTT-3.2.2-16].
    events_.emit(client_id_assigned(client_id_, broker_, *connack.assigned_client_id));
    client_id_ = *connack.assigned_client_id;
  }
  const auto granted =
      std::chrono::seconds(connack.session_expiry.value_or(static_cast<std::uint32_t>(asked_expiry_.count())));
  if (granted < asked_expiry_) events_.emit(session_shortened(client_id_, broker_, asked_expiry_, granted));
  events_.emit(connected(client_id_, broker_, connack.session_present));
  // Another broker of the list may have a session of this client id too, but it is not the same one.
  handler_.on_connected(connack.session_present && broker_ == last_broker_);
  last_broker_ = broker_;
  // Paho must have seen the CONNACK too before it takes a SUBSCRIBE: the input waits for its word.
  handshake_ =
      HandshakeDone{connack.session_present, connack.shared_subscription_available, granted > std::chrono::seconds(0)};
}

void MqttSource::on_suback(const SubackView& suback) {
  input(SubscribeAnswered{codes_of(suback), std::string(suback.reason_string.value_or(""))});
}

void MqttSource::on_unsuback(const SubackView& unsuback) {
  input(UnsubscribeAnswered{codes_of(unsuback), std::string(unsuback.reason_string.value_or(""))});
}

void MqttSource::on_barrier(bool quiet) { input(BarrierPassed{quiet}); }

void MqttSource::on_late_publish() {
  not_later();  // the time that DISCONNECT had
  input(LatePublish{});
}

void MqttSource::on_lost(const ConnectionLost& lost) {
  // Who took the session over acknowledges in it: its packet ids name other messages by then.
  const bool taken_over = lost.cause == ConnectionLost::Cause::disconnected &&
                          reason(ReasonScope::disconnect, lost.reason_code).meaning == ReasonMeaning::take_over;
  if (taken_over) last_broker_.clear();
  input(lost);
}
void MqttSource::on_closed() { input(Closed{}); }

void MqttSource::accept_paho() {
  LoopbackListener::Accepted accepted = listener_->accept();
  strangers_ += accepted.strangers;
  if (accepted.strangers > 0 && stranger_budget_.take(Clock::now())) {
    events_.emit(stranger_refused(listener_->port(), std::exchange(strangers_, 0)));
  }
  if (!accepted.socket) return;
  // Nobody else is expected. The listener stays, so that nobody else gets its port, but who knocks is not looked at.
  loop_.forget(listener_->fd());
  if (relay_) relay_->attach_paho(std::move(accepted.socket));
}

void MqttSource::on_paho_connected(std::uint32_t attempt) {
  if (attempt != attempt_ || !handshake_) return;
  input(*handshake_);
  handshake_.reset();
  handle_inputs();
}

void MqttSource::handle_inputs() {
  // An action may lead to further input while we are in here: one loop handles them all, in order.
  if (handling_) return;
  handling_ = true;
  while (!inputs_.empty()) {
    const ConnectionInput what = std::move(inputs_.front());
    inputs_.pop_front();
    const ConnectionActions actions = connection_.handle(what, Clock::now());
    show_state();
    for (const ConnectionAction& action : actions) perform(action);
  }
  handling_ = false;
  // An action may have gone to another broker.
  if (connection_.state() != ConnectionState::finished) show_state();
}

void MqttSource::show_state() {
  if (connection_.state() == shown_state_ && broker_ == shown_broker_) return;
  shown_state_ = connection_.state();
  shown_broker_ = broker_;
  handler_.on_state(shown_state_, shown_broker_);
}

void MqttSource::check_settled() {
  if (!waiting_settled_ || !handler_.is_settled()) return;
  waiting_settled_ = false;
  input(AllSettled{});
}

void MqttSource::report_loss(const ConnectionLost& lost) {
  std::string text = lost.text;
  std::string remedy;
  const auto explain = [&](ReasonScope scope, const char* packet) {
    const ReasonEntry& entry = reason(scope, lost.reason_code);
    text = std::string(packet) + " " + describe(entry) + (lost.text.empty() ? "" : " (" + lost.text + ")");
    remedy = entry.remedy;
  };
  if (lost.cause == ConnectionLost::Cause::refused) explain(ReasonScope::connack, "CONNACK");
  if (lost.cause == ConnectionLost::Cause::disconnected) explain(ReasonScope::disconnect, "DISCONNECT");
  if (lost.cause == ConnectionLost::Cause::not_subscribed) {
    text = "SUBACK: " + lost.text;
    remedy = grant(lost.reason_code, config_.qos).remedy;
  }
  constexpr std::uint8_t session_taken_over = 0x8E;  // what the broker has not said
  if (lost.is_take_over && remedy.empty()) remedy = reason(ReasonScope::disconnect, session_taken_over).remedy;
  if (lost.cause == ConnectionLost::Cause::malformed) text = "sent a malformed packet: " + text;
  events_.emit(connection_lost(client_id_, broker_, reason_word(lost, config_.qos), text, remedy));
}

}  // namespace sluice
