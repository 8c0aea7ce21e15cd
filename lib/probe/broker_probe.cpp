// SPDX-License-Identifier: Apache-2.0
#include "probe/broker_probe.hpp"

#include <algorithm>
#include <limits>

#include "mqtt/shared_filter.hpp"
#include "mqtt/transport/tls_transport.hpp"
#include "mqtt/wire/amendments.hpp"
#include "mqtt/wire/client_packet.hpp"
#include "probe/network.hpp"

namespace sluice {
namespace {

constexpr const char* setting = "mqtt.brokers";
constexpr std::uint16_t subscribe_id = 1;
constexpr std::uint16_t unsubscribe_id = 2;
/// For DISCONNECT and the broker's end, whatever the operator wants: it is what leaves nothing behind.
constexpr Millis farewell{1500};

std::uint32_t seconds_of(std::chrono::seconds time) {
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(time.count(), 0, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

void CertificateNotes::emit(const Event& event) {
  if (event.severity == Severity::warn || event.severity == Severity::error) {
    text_ += (text_.empty() ? "" : "; ") + event.text;
  }
}

std::string CertificateNotes::take() { return std::exchange(text_, {}); }

BrokerProbe::BrokerProbe(const BrokerUrl& url, const MqttConfig& config, TlsContext* tls, CertificateNotes& notes,
                         const Patience& patience, StepLog& log)
    : url_(url), where_(url.text()), config_(config), tls_(tls), notes_(notes), patience_(patience), log_(log) {}

void BrokerProbe::run(const std::string& tail) {
  names_ = probe_names(config_, tail);
  for (const std::string& filter : config_.filters) subscriptions_.push_back(shared_filter(names_.group, filter));
  if (!resolve_host()) return skip_rest({"TCP", "CONNACK", "SUBACK"}, "the host name has no address");
  bool is_id_refused = false;
  bool is_connected = ask_allowances(names_.client_id, is_id_refused);
  const std::string shorter = short_client_id(config_, names_, tail);
  if (is_id_refused && !shorter.empty()) {
    names_.client_id = shorter;
    is_connected = ask_allowances(shorter, is_id_refused);
  }
  if (is_connected) ask_subscriptions();
}

bool BrokerProbe::resolve_host() {
  const StopWatch watch;
  Resolved resolved = resolve(url_.host, setting, patience_);
  addresses_ = std::move(resolved.addresses);
  return log_.add(where_, "DNS", std::move(resolved.finding), watch.took());
}

StepFinding BrokerProbe::open_tls(std::unique_ptr<Transport>& transport) {
  const StepTime time(patience_);
  transport = make_tls_transport(std::move(transport), url_, *tls_);
  const std::string prefix = where_ + ": ";
  switch (advance(*transport, time)) {
    case Opening::ready: break;
    case Opening::stopped: return interrupted();
    case Opening::deadline:
      return out_of_time("the TLS handshake did not end", "check that the broker speaks TLS at this port", patience_);
    case Opening::failed: {
      const std::string& error = transport->error();
      // It names its remedy itself.
      return failed(error.starts_with(prefix) ? error.substr(prefix.size()) : error, "",
                    transport->is_untrusted() ? Lasting::yes : Lasting::no);
    }
  }
  const std::string note = notes_.take();
  std::string text = "handshake done; the broker's certificate is trusted by " + tls_->store_name();
  if (!note.empty()) return warning(std::move(text), note);
  return ok(std::move(text));
}

bool BrokerProbe::ask_allowances(const std::string& client_id, bool& is_id_refused) {
  is_id_refused = false;
  const StopWatch tcp_watch;
  Opened opened = open_tcp(addresses_, url_.port, setting, patience_);
  if (!log_.add(where_, "TCP", std::move(opened.finding), tcp_watch.took())) {
    skip_rest({"CONNACK", "SUBACK"}, "there is no connection");
    return false;
  }
  if (url_.tls) {
    const StopWatch tls_watch;
    StepFinding finding = open_tls(opened.transport);
    if (!log_.add(where_, "TLS", std::move(finding), tls_watch.took())) {
      skip_rest({"CONNACK", "SUBACK"}, "there is no connection");
      return false;
    }
  }
  const StopWatch watch;
  const StepTime time(patience_);
  BrokerLink link(std::move(opened.transport));
  const auto connack = shake_hands(link, time, seconds_of(config_.session_expiry), config_.receive_maximum);
  StepFinding finding =
      connack ? connack_finding(*connack, config_, names_) : link_finding(connack.error(), "no CONNACK", patience_);
  constexpr std::uint8_t bad_client_id = 0x85;
  is_id_refused = connack && connack->reason_code == bad_client_id;
  const bool is_accepted = finding.verdict == StepVerdict::ok;
  log_.add(where_, "CONNACK", std::move(finding), watch.took());
  if (!is_accepted) {
    skip_rest({"SUBACK"}, "the connection was not accepted");
    return false;
  }
  const bool can_share = connack->shared_subscription_available;
  for (NamedFinding& allowance : allowances(*connack, config_, client_id)) {
    log_.add(where_, allowance.name, std::move(allowance.finding));
  }
  const StepTime closing({farewell, -1});
  // A DISCONNECT that does not arrive leaves an empty session, which the next CONNECT ends.
  if (link.send(disconnect_for_good(), closing)) link.close(closing);
  // Without shared subscriptions a SUBSCRIBE to one is a protocol error (3.2.2.3.13).
  if (!can_share) skip_rest({"SUBACK"}, "the server has no shared subscriptions");
  return can_share;
}

Result<ConnackView, LinkFault> BrokerProbe::shake_hands(BrokerLink& link, const StepTime& time,
                                                        std::uint32_t session_expiry_s, std::uint16_t receive_maximum) {
  std::string packet;
  append_connect(packet, {names_.client_id, static_cast<std::uint16_t>(config_.keep_alive.count()), session_expiry_s,
                          receive_maximum, config_.username, config_.password});
  if (auto sent = link.send(packet, time); !sent) return tl::unexpected(std::move(sent.error()));
  const auto body = link.receive(PacketType::connack, time);
  if (!body) return tl::unexpected(body.error());
  const auto connack = decode_connack(*body);
  if (!connack) return tl::unexpected(malformed(connack.error()));
  link.connected(*connack);
  return *connack;
}

std::unique_ptr<BrokerLink> BrokerProbe::connect_quietly(StepFinding& failure) {
  Opened opened = open_tcp(addresses_, url_.port, setting, patience_);
  failure = std::move(opened.finding);
  if (failure.verdict == StepVerdict::failed) return nullptr;
  if (url_.tls) failure = open_tls(opened.transport);
  if (failure.verdict == StepVerdict::failed) return nullptr;
  auto link = std::make_unique<BrokerLink>(std::move(opened.transport));
  const auto connack = shake_hands(*link, StepTime(patience_), 0, 1);
  failure =
      connack ? connack_finding(*connack, config_, names_) : link_finding(connack.error(), "no CONNACK", patience_);
  return failure.verdict == StepVerdict::ok ? std::move(link) : nullptr;
}

void BrokerProbe::ask_subscriptions() {
  const StopWatch watch;
  StepFinding failure;
  const auto link = connect_quietly(failure);
  if (!link) {
    failure.text = "the second connection, to subscribe: " + failure.text;
    log_.add(where_, "SUBACK", std::move(failure), watch.took());
    return;
  }
  if (subscribe(*link)) leave(*link);
}

bool BrokerProbe::subscribe(BrokerLink& link) {
  const StopWatch watch;
  const StepTime time(patience_);
  const auto answer = [&]() -> Result<SubackView, LinkFault> {
    std::string packet;
    append_subscribe(packet, subscribe_id, subscriptions_,
                     static_cast<std::uint8_t>(shared_subscription_options | config_.qos));
    if (auto sent = link.send(packet, time); !sent) return tl::unexpected(std::move(sent.error()));
    const auto body = link.receive(PacketType::suback, time);
    if (!body) return tl::unexpected(body.error());
    const auto suback = decode_suback(*body);
    if (!suback) return tl::unexpected(malformed(suback.error()));
    if (const PacketFault* fault = link.answered(PacketType::suback, *suback)) return tl::unexpected(malformed(*fault));
    return *suback;
  }();
  if (!answer) {
    log_.add(where_, "SUBACK", link_finding(answer.error(), "no SUBACK", patience_), watch.took());
    const auto cause = answer.error().cause;
    return cause == LinkFault::Cause::deadline || cause == LinkFault::Cause::stopped;
  }
  for (std::size_t i = 0; i < config_.filters.size(); ++i) {
    log_.add(where_, "SUBACK",
             suback_finding(config_.filters[i], answer->code(i), answer->reason_string.value_or(""), config_, names_),
             watch.took());
  }
  return true;
}

// UNSUBSCRIBE first: some brokers delete a shared queue only with its last member's UNSUBSCRIBE, not with its session.
void BrokerProbe::leave(BrokerLink& link) {
  const StopWatch watch;
  const StepTime time({farewell, -1});
  std::string packet;
  append_unsubscribe(packet, unsubscribe_id, subscriptions_);
  const bool is_sent = link.send(packet, time).has_value();
  const bool is_left = is_sent && link.receive(PacketType::unsuback, time).has_value();
  if (link.send(disconnect_for_good(), time)) link.close(time);
  if (is_left) {
    log_.add(where_, "DISCONNECT", farewell_finding(link.messages(), config_, names_), watch.took());
    return;
  }
  log_.add(where_, "DISCONNECT",
           warning("no UNSUBACK; the connection is closed, its session ends with it (expiry 0)",
                   "look at the broker for the client `" + names_.client_id + "`: it should be gone"),
           watch.took());
}

void BrokerProbe::skip_rest(std::initializer_list<const char*> names, const std::string& why) {
  for (const char* name : names) log_.add(where_, name, skipped(why));
}

}  // namespace sluice
