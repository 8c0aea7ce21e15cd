// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/config.hpp"
#include "core/certificate_files.hpp"
#include "core/clock.hpp"
#include "mqtt/transport/tls_context.hpp"
#include "ops/event.hpp"

namespace sluice {

/// Watches the certificate files of `kafka.tls`, which librdkafka reads when a producer is made: whether they have
/// changed, and when they end. One thread.
class KafkaCertificates {
 public:
  /// `events` must outlive it.
  KafkaCertificates(const KafkaTlsConfig& config, EventSink& events);

  /// There are files to look at.
  bool any() const { return config_.enabled && !(config_.files.ca.empty() && config_.files.certificate.empty()); }
  /// To be called every some seconds. True: they have changed and can be used, both is told; producers are to be made
  /// anew. Those that cannot be used are told, and the ones before stay in use.
  bool look(TimePoint now);

 private:
  void tell_ends(const Certificates& certificates);

  const KafkaTlsConfig config_;
  EventSink& events_;
  std::string stamp_;  ///< of what was read last
  ExpiryWatch expiry_;
  TimePoint next_{};
};

}  // namespace sluice
