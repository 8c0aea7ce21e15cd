// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "mqtt/transport/tls_context.hpp"
#include "ops/event.hpp"
#include "probe/broker_link.hpp"
#include "probe/broker_verdicts.hpp"
#include "probe/patience.hpp"
#include "probe/step.hpp"

namespace sluice {

/// Keeps what TLS has to tell of certificates, for the step that made it say so.
class CertificateNotes final : public EventSink {
 public:
  void emit(const Event& event) override;
  /// What was told since the last call, joined.
  std::string take();

 private:
  std::string text_;
};

/// One broker of `mqtt.brokers`, asked all that a task would ask of it. Two connections, both under the probe's own
/// client id and with Clean Start 1:
///
///     1. CONNECT with the configured session expiry > CONNACK > DISCONNECT with expiry 0   what the broker grants
///     2. CONNECT with expiry 0 > SUBSCRIBE as a group of its own > UNSUBSCRIBE > DISCONNECT  what may be subscribed
///
/// The first never subscribes, so that even when it is cut no message can wait in its session; the second ends what
/// the first might have left. A subscription in the task's own group would take messages from it; one in a group of its
/// own gets copies, at most one of which is on its way (Receive Maximum 1), and no message is acknowledged.
class BrokerProbe {
 public:
  /// `tls` is null for a broker without TLS. All must outlive it.
  BrokerProbe(const BrokerUrl& url, const MqttConfig& config, TlsContext* tls, CertificateNotes& notes,
              const Patience& patience, StepLog& log);

  /// `tail`: random, see `probe_names`.
  void run(const std::string& tail);

 private:
  bool resolve_host();
  bool open();
  std::unique_ptr<BrokerLink> connect_quietly(StepFinding& failure);
  bool ask_allowances(const std::string& client_id, bool& is_id_refused);
  void ask_subscriptions();
  /// False: the connection is gone.
  bool subscribe(BrokerLink& link);
  void leave(BrokerLink& link);
  void skip_rest(std::initializer_list<const char*> names, const std::string& why);
  Result<ConnackView, LinkFault> shake_hands(BrokerLink& link, const StepTime& time, std::uint32_t session_expiry_s,
                                             std::uint16_t receive_maximum);
  StepFinding open_tls(std::unique_ptr<Transport>& transport);

  const BrokerUrl& url_;
  const std::string where_;
  const MqttConfig& config_;
  TlsContext* tls_;
  CertificateNotes& notes_;
  const Patience& patience_;
  StepLog& log_;

  ProbeNames names_;
  std::vector<std::string> addresses_;
  std::vector<std::string> subscriptions_;  ///< whole `$share/...` texts
};

}  // namespace sluice
