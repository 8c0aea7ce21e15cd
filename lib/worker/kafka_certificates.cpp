// SPDX-License-Identifier: Apache-2.0
#include "worker/kafka_certificates.hpp"

#include "config/secret_source.hpp"
#include "ops/events.hpp"

namespace sluice {

using namespace std::chrono_literals;

KafkaCertificates::KafkaCertificates(const KafkaTlsConfig& config, EventSink& events)
    : config_(config),
      events_(events),
      stamp_(stamp_of(latest(config.key_password_source, config.files))),
      expiry_(events) {}

bool KafkaCertificates::look(TimePoint now) {
  if (!any()) return false;
  const CertificateFiles files = latest(config_.key_password_source, config_.files);
  const std::string stamp = stamp_of(files);
  const bool has_changed = stamp != stamp_;
  if (!has_changed && now < next_) return false;
  stamp_ = stamp;
  next_ = now + 1min;
  const auto read = read_certificates(files);
  if (!read) {
    if (has_changed) events_.emit(certificates_unusable(text_of(read.error(), "kafka.tls")));
    return false;
  }
  if (has_changed) {
    const x509_st* const own = read->chain.empty() ? nullptr : read->chain.front().get();
    events_.emit(certificates_reloaded("kafka.tls", own == nullptr ? std::string() : subject_of(*own),
                                       own == nullptr ? std::string() : utc_text(end_of(*own))));
  }
  tell_ends(*read);
  return has_changed;
}

void KafkaCertificates::tell_ends(const Certificates& certificates) {
  const auto time = std::chrono::system_clock::now();
  if (!certificates.chain.empty()) {
    expiry_.look("the client certificate in kafka.tls.certificate", *certificates.chain.front(), time);
  }
  for (const Certificate& ca : certificates.ca) expiry_.look("the CA certificate in kafka.tls.ca", *ca, time);
}

}  // namespace sluice
