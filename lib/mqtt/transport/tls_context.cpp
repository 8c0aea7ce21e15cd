// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <ranges>
#include <set>

#include "ops/events.hpp"

namespace sluice {

namespace {

using std::chrono::system_clock;

constexpr auto warning_time = std::chrono::hours(24 * 30);
constexpr auto repeat_time = std::chrono::hours(24);

/// Some records at a time, so that a burst of small messages costs few system calls.
constexpr std::size_t read_buffer_bytes = 64U << 10U;

std::string openssl_reason() {
  const char* const text = ERR_reason_error_string(ERR_peek_last_error());
  std::string reason = text != nullptr ? text : "unknown reason";
  ERR_clear_error();
  return reason;
}

void set_terms(SSL_CTX* context, const MqttTlsConfig& config) {
  SSL_CTX_set_min_proto_version(context, config.only_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
  // No tickets: each connection checks the certificates anew. No renegotiation: it would mix reading with writing.
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  // What is to be sent stands in an outbox that may move between two tries of one write.
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, read_buffer_bytes);
  if (config.alpn.empty()) return;
  const std::string list = static_cast<char>(config.alpn.size()) + config.alpn;
  SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(list.data()),
                          static_cast<unsigned>(list.size()));
}

Result<void> trust(SSL_CTX* context, const Certificates& certificates) {
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  // What stands in the file is trusted, also a CA between, or the broker's own certificate.
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  if (certificates.ca.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) == 1) return {};
    return failure("mqtt.tls: the system's store of CA certificates cannot be used: " + openssl_reason() +
                   "; set mqtt.tls.ca");
  }
  for (const Certificate& ca : certificates.ca) {
    if (X509_STORE_add_cert(store, ca.get()) == 1) continue;
    return failure("mqtt.tls.ca: OpenSSL refuses " + subject_of(*ca) + ": " + openssl_reason());
  }
  return {};
}

Result<void> present(SSL_CTX* context, const Certificates& certificates) {
  if (certificates.chain.empty()) return {};
  const auto refusal = [](const std::string& what) {
    return failure("mqtt.tls." + what + ": OpenSSL refuses it: " + openssl_reason() +
                   "; make one with a key of today's size (RSA 2048, P-256)");
  };
  if (SSL_CTX_use_certificate(context, certificates.chain.front().get()) != 1) return refusal("certificate");
  for (std::size_t i = 1; i < certificates.chain.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context, certificates.chain[i].get()) != 1) return refusal("certificate");
  }
  if (SSL_CTX_use_PrivateKey(context, certificates.key.get()) != 1) return refusal("key");
  return {};
}

Result<std::shared_ptr<SSL_CTX>> make_ssl_context(const MqttTlsConfig& config, const Certificates& certificates) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  if (!context) return failure("mqtt.tls: OpenSSL cannot be used: " + openssl_reason());
  set_terms(context.get(), config);
  return trust(context.get(), certificates).and_then([&] { return present(context.get(), certificates); }).map([&] {
    return context;
  });
}

std::string store_name_of(const CertificateFiles& files) {
  return files.ca.empty() ? "the system's store" : "`mqtt.tls.ca` (" + files.ca + ")";
}

}  // namespace

void ExpiryWatch::look(const std::string& what, const x509_st& certificate, system_clock::time_point now) {
  const auto end = end_of(certificate);
  const std::string subject = subject_of(certificate);
  if (auto& known = ends_[what + ' ' + subject]; known != end) {
    known = end;
    events_.emit(certificate_in_use(what, subject, utc_text(end), system_clock::to_time_t(end)));
  }
  if (end - now > warning_time) return;
  auto& told = told_[what + ' ' + subject];
  if (now - told < repeat_time) return;
  told = now;
  const auto days = std::chrono::floor<std::chrono::hours>(end - now).count() / 24;
  events_.emit(certificate_expires(what, subject, utc_text(end), end <= now ? -1 : days));
}

TlsContext::TlsContext(const MqttTlsConfig& config, EventSink& events)
    : config_(config), store_name_(store_name_of(config.files)), events_(events), expiry_(events) {}

Result<std::unique_ptr<TlsContext>> TlsContext::create(const MqttTlsConfig& config, EventSink& events) {
  std::unique_ptr<TlsContext> context(new TlsContext(config, events));
  const std::lock_guard lock(context->mutex_);
  const CertificateFiles files = latest(config.key_password_source, config.files);
  context->stamp_ = stamp_of(files);
  if (auto loaded = context->load(files); !loaded) return failure(std::move(loaded.error()));
  context->check_expiry(system_clock::now());
  return context;
}

std::shared_ptr<ssl_ctx_st> TlsContext::current() {
  const std::lock_guard lock(mutex_);
  reload_if_changed();
  return ssl_context_;
}

void TlsContext::look_again(system_clock::time_point now) {
  const std::lock_guard lock(mutex_);
  reload_if_changed();
  check_expiry(now);
  check_brokers(now);
}

void TlsContext::on_broker_certificate(const std::string& broker, const std::shared_ptr<const x509_st>& certificate) {
  const std::lock_guard lock(mutex_);
  shown_.push_back({broker, certificate});
  check_brokers(system_clock::now());
}

/// Of equal brokers and subjects the latest: what an older connection was shown has been renewed since.
void TlsContext::check_brokers(system_clock::time_point now) {
  std::erase_if(shown_, [](const Shown& shown) { return shown.certificate.expired(); });
  std::set<std::string> seen;
  for (const Shown& shown : std::ranges::reverse_view(shown_)) {
    const auto certificate = shown.certificate.lock();
    if (!certificate || !seen.insert(shown.broker + ' ' + subject_of(*certificate)).second) continue;
    expiry_.look("the certificate of " + shown.broker, *certificate, now);
  }
}

Result<void> TlsContext::load(const CertificateFiles& files) {
  auto read = read_certificates(files);
  if (!read) return failure(text_of(read.error(), "mqtt.tls"));
  auto context = make_ssl_context(config_, *read);
  if (!context) return failure(std::move(context.error()));
  certificates_ = std::move(*read);
  ssl_context_ = std::move(*context);
  return {};
}

void TlsContext::reload_if_changed() {
  const CertificateFiles files = latest(config_.key_password_source, config_.files);
  std::string stamp = stamp_of(files);
  if (stamp == stamp_) return;
  stamp_ = std::move(stamp);
  if (const auto loaded = load(files); !loaded) return events_.emit(certificates_unusable(loaded.error()));
  events_.emit(certificates_reloaded(
      "mqtt.tls", certificates_.chain.empty() ? std::string() : subject_of(*certificates_.chain.front()),
      certificates_.chain.empty() ? std::string() : utc_text(end_of(*certificates_.chain.front()))));
  check_expiry(system_clock::now());
}

void TlsContext::check_expiry(system_clock::time_point now) {
  if (!certificates_.chain.empty()) {
    expiry_.look("the client certificate in mqtt.tls.certificate", *certificates_.chain.front(), now);
  }
  for (const Certificate& ca : certificates_.ca) expiry_.look("the CA certificate in mqtt.tls.ca", *ca, now);
}

}  // namespace sluice
