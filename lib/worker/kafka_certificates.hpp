// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "core/clock.hpp"
#include "mqtt/transport/tls_context.hpp"
#include "ops/event.hpp"

namespace sluice {

/// Tells when the certificates of `kafka.tls` end. librdkafka itself reads them; what is wrong with the files is found
/// before the start. One thread.
class KafkaCertificates {
 public:
  /// `events` must outlive it.
  KafkaCertificates(const KafkaTlsConfig& config, EventSink& events);

  /// There are files to look at.
  bool any() const { return config_.enabled && !(config_.files.ca.empty() && config_.files.certificate.empty()); }
  /// Reads them, once a minute at the most; to be called now and then.
  void look(TimePoint now);

 private:
  const KafkaTlsConfig config_;
  ExpiryWatch expiry_;
  TimePoint next_{};
};

}  // namespace sluice
