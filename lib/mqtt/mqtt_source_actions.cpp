// SPDX-License-Identifier: Apache-2.0
// Carries out what the state machine of a connection decides.
#include "core/overload.hpp"
#include "mqtt/mqtt_source.hpp"
#include "mqtt/shared_filter.hpp"
#include "ops/events.hpp"

namespace sluice {

using namespace std::chrono_literals;

namespace {

/// For TCP connect, CONNACK and SUBACK each; and for DISCONNECT until the socket is closed.
constexpr Millis step_limit = 15s;
constexpr Millis disconnect_limit = 3s;

constexpr std::size_t string_bytes_max = 65535;  // MQTT 5, 1.5.6

/// Paho notices within about two seconds that the relay has closed its connection.
constexpr Millis retirement = 10s;

std::vector<std::string> subscriptions_of(const MqttConfig& config) {
  std::vector<std::string> texts;
  texts.reserve(config.filters.size());
  for (const std::string& filter : config.filters) texts.push_back(shared_filter(config.group, filter));
  return texts;
}

Relay::Ending ending_of(const SendDisconnect& how) {
  if (!how.end_session) return Relay::Ending::kept;
  return how.when_drained ? Relay::Ending::when_drained : Relay::Ending::ended;
}

std::string no_address_of(const std::string& broker) {
  return broker + ": cannot resolve the host name: no answer within 15 s; check this machine's name servers";
}

/// Whether an input concerns the connection whatever becomes of the present attempt.
bool outlives_attempt(const ConnectionInput& what) {
  return std::holds_alternative<StopRequested>(what) || std::holds_alternative<DeadlinePassed>(what) ||
         std::holds_alternative<HeldTooLong>(what) || std::holds_alternative<HoldOver>(what);
}

}  // namespace

void MqttSource::perform(const ConnectionAction& action) {
  std::visit(Overload{
                 [&](const OpenTransport& open) { open_transport(open.broker); },
                 [&](const SendConnect& how) {
                   guard(step_limit, "no CONNACK within 15 s");
                   connect_paho(how.keep_session);
                 },
                 [&](const SendSubscribe&) {
                   guard(step_limit, "no SUBACK within 15 s");
                   ask_paho(paho_->subscribe());
                 },
                 [&](const SendUnsubscribe&) {
                   // A stop has a deadline of its own.
                   if (connection_.state() == ConnectionState::handing_over)
                     guard(step_limit, "no UNSUBACK within 15 s");
                   ask_paho(paho_->unsubscribe());
                 },
                 [&](const SendBarrier&) {
                   if (relay_) relay_->send_barrier();
                 },
                 [&](const WaitQuiet& wait) { later(wait.duration, QuietTimeOver{}); },
                 [&](const SendDisconnect& how) { disconnect(how); },
                 [&](const PauseReading&) {
                   if (relay_) relay_->pause();
                 },
                 [&](const ResumeReading&) {
                   if (relay_) relay_->resume();
                 },
                 [&](const WaitSettled&) {
                   waiting_settled_ = true;
                   check_settled();
                 },
                 [&](const ReportLoss& loss) { report_loss(loss.lost); },
                 [&](const CloseTransport&) { close(); },
                 [&](const RetryIn& retry) {
                   events_.emit(retrying(client_id_, retry.delay, retry.slow));
                   later(retry.delay, RetryDue{});
                 },
                 [&](const BecomeReady&) {
                   unguard();
                   events_.emit(ready(client_id_, broker_, config_.group, config_.filters));
                 },
                 [&](const TellHold& hold) { tell_hold(hold); },
                 [&](const BeginDrain& drain) {
                   unguard();
                   events_.emit(session_draining(client_id_, broker_, drain.owner_time));
                   later(drain.owner_time, QuietTimeOver{});
                 },
                 [&](const Finish& finish) {
                   unguard();
                   handler_.on_finished(finish);
                 },
             },
             action);
}

void MqttSource::tell_hold(const TellHold& hold) {
  switch (hold.what) {
    case TellHold::What::released: return events_.emit(connection_released(client_id_, config_.hold_limit));
    case TellHold::What::handed_over: unguard(); return events_.emit(share_handed_over(client_id_, config_.hold_limit));
    case TellHold::What::hand_over_refused: return events_.emit(hand_over_refused(client_id_, hold.text));
    case TellHold::What::taken_back: return events_.emit(share_taken_back(client_id_));
  }
}

void MqttSource::open_transport(const BrokerUrl& url) {
  broker_ = url.text();
  handshake_.reset();
  has_acknowledged_ = false;
  guard(step_limit, url.tls ? "no TCP connection and TLS handshake within 15 s" : "no TCP connection within 15 s");
  RelayObserver& observer = *this;
  relay_ = std::make_unique<Relay>(loop_, transport_(url),
                                   RelaySettings{config_.max_message_size, config_.keep_alive, ++attempt_}, observer);
  if (is_paused_) relay_->hold();
  relay_->open();
}

void MqttSource::connect_paho(bool keep_session) {
  auto listener = LoopbackListener::open();
  if (!listener) return ask_paho(failure(std::move(listener.error())));
  listener_ = std::move(*listener);
  loop_.watch(listener_->fd(), EPOLLIN, [this](std::uint32_t) { accept_paho(); });
  renew_password();
  MqttConfig config = config_;
  config.password = password_;
  asked_expiry_ = keep_session ? config_.session_expiry : std::chrono::seconds(0);
  config.session_expiry = asked_expiry_;
  paho_ = std::make_unique<PahoSession>(
      listener_->port(), client_id_, config, subscriptions_of(config_),
      [this, attempt = attempt_] { loop_.post([this, attempt] { on_paho_connected(attempt); }); });
  ask_paho(paho_->connect());
}

/// Passwords rotate: each connection shows what the file has now.
void MqttSource::renew_password() {
  if (!config_.password_source.can_change()) return;
  auto password = read_again(config_.password_source);
  if (password && password->reveal().size() > string_bytes_max) password = failure("it has more than 65535 bytes");
  if (!password) return events_.emit(secret_unreadable("mqtt.password", password.error()));
  password_ = std::move(*password);
}

void MqttSource::ask_paho(Result<void> result) {
  if (result) return;
  input(ConnectionLost{ConnectionLost::Cause::network, 0, result.error(), {}});
}

void MqttSource::disconnect(const SendDisconnect& how) {
  later(disconnect_limit, Closed{});
  if (relay_ && !relay_->await_disconnect(ending_of(how))) return;
  if (!paho_ || !paho_->disconnect()) input(Closed{});
}

void MqttSource::close() {
  unguard();
  not_later();
  waiting_settled_ = false;
  // One read may hold two ends, a refusal and DISCONNECT: the second must not be taken for an end of the next attempt.
  std::erase_if(inputs_, [](const ConnectionInput& what) { return !outlives_attempt(what); });
  relay_.reset();
  handler_.on_connection_over();
  if (listener_) loop_.forget(listener_->fd());
  listener_.reset();
  retire_paho();
}

/// Paho may be inside one of its callbacks, or about to enter one: the session is destroyed when that is long past.
void MqttSource::retire_paho() {
  if (!paho_) return;
  const auto retired = retired_.insert(retired_.end(), Retired{std::move(paho_), 0});
  retired->timer = loop_.after(retirement, [this, retired] { retired_.erase(retired); });
}

void MqttSource::guard(Millis limit, std::string text) {
  unguard();
  guard_ = loop_.after(limit, [this, limit, text = std::move(text)] {
    guard_.reset();
    // What is awaited may lie behind a PUBLISH that is not read on purpose: a pause, or a full window.
    if (relay_ && relay_->is_stalled()) return guard(limit, text);
    const bool is_resolving = relay_ && relay_->is_resolving();
    input(ConnectionLost{ConnectionLost::Cause::network, 0, is_resolving ? no_address_of(broker_) : text, {}});
    handle_inputs();
  });
}

void MqttSource::unguard() {
  if (guard_) loop_.cancel(*guard_);
  guard_.reset();
}

void MqttSource::later(Millis delay, ConnectionInput what) {
  not_later();
  timer_ = loop_.after(delay, [this, what = std::move(what)] {
    timer_.reset();
    input(what);
    handle_inputs();
  });
}

void MqttSource::not_later() {
  if (timer_) loop_.cancel(*timer_);
  timer_.reset();
}

}  // namespace sluice
