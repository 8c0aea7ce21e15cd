// SPDX-License-Identifier: Apache-2.0
#include "worker/kafka_certificates.hpp"

#include "core/certificate_files.hpp"

namespace sluice {

using namespace std::chrono_literals;

KafkaCertificates::KafkaCertificates(const KafkaTlsConfig& config, EventSink& events)
    : config_(config), expiry_(events) {}

void KafkaCertificates::look(TimePoint now) {
  if (!any() || now < next_) return;
  next_ = now + 1min;
  // While somebody exchanges the files they may not fit together: the next look finds them whole.
  const auto read = read_certificates(config_.files);
  if (!read) return;
  const auto time = std::chrono::system_clock::now();
  if (!read->chain.empty()) {
    expiry_.look("the client certificate in kafka.tls.certificate", *read->chain.front(), time);
  }
  for (const Certificate& ca : read->ca) expiry_.look("the CA certificate in kafka.tls.ca", *ca, time);
}

}  // namespace sluice
