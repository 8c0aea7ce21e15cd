// SPDX-License-Identifier: Apache-2.0
#include "worker/kafka_certificates.hpp"

#include "config/secret_source.hpp"
#include "ops/events.hpp"

namespace sluice {

namespace {

using namespace std::chrono_literals;

tl::expected<Certificates, std::vector<CertificateFault>> read_now(const KafkaTlsConfig& config) {
  CertificateFiles files = config.files;
  // A password that cannot be read now may still be the old one.
  if (config.key_password_source.can_change()) {
    if (auto password = read_again(config.key_password_source)) files.key_password = std::move(*password);
  }
  return read_certificates(files);
}

}  // namespace

KafkaCertificates::KafkaCertificates(const KafkaTlsConfig& config, EventSink& events)
    : config_(config), events_(events), stamp_(stamp_of(config.files)), expiry_(events) {}

bool KafkaCertificates::look(TimePoint now) {
  if (!any()) return false;
  const std::string stamp = stamp_of(config_.files);
  const bool has_changed = stamp != stamp_;
  if (!has_changed && now < next_) return false;
  stamp_ = stamp;
  next_ = now + 1min;
  const auto read = read_now(config_);
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
