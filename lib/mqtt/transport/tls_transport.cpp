// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/tls_transport.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <optional>

#include "mqtt/transport/tcp_transport.hpp"
#include "mqtt/transport/tls_fault.hpp"
#include "mqtt/transport/transport_bio.hpp"

namespace sluice {

namespace {

struct SslFree {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

/// Without the zone of a link-local address: no certificate has it.
std::string name_of(const BrokerUrl& url, const MqttTlsConfig& config) {
  return config.server_name.empty() ? url.host.substr(0, url.host.find('%')) : config.server_name;
}

constexpr const char* closed_in_handshake =
    "the connection was closed within the TLS handshake; there may be no TLS at this port (`mqtt://`), or what listens "
    "there refuses us without a word: its log says why";

bool is_unexpected_end() {
  const unsigned long error = ERR_peek_error();
  return ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
}

class TlsTransport final : public Transport {
 public:
  TlsTransport(std::unique_ptr<Transport> below, const BrokerUrl& url, TlsContext& tls)
      : below_(std::move(below)),
        end_{*below_, false, {}},
        tls_(tls),
        broker_(url.text()),
        expectation_{name_of(url, tls.config()), tls.store_name()} {}

  Progress advance() override {
    if (!error_.empty()) return Progress::failed;
    if (ssl_) return shake_hands();
    const Progress progress = below_->advance();
    if (progress == Progress::failed) error_ = below_->error();
    if (progress != Progress::ready) return progress;
    return begin() ? shake_hands() : fail(fault_of_queue(true));
  }

  int fd() const override { return below_->fd(); }
  bool is_resolving() const override { return below_->is_resolving(); }
  const std::string& error() const override { return error_; }
  bool is_untrusted() const override { return is_untrusted_; }
  bool has_pending() const override { return last_ || (ssl_ && !is_dry_ && SSL_has_pending(ssl_.get()) == 1); }

  /// A call of SSL_read gives one record, which may be as small as one packet: so as many as there are.
  IoResult read(char* data, std::size_t size) override {
    if (last_) return *last_;
    std::size_t total = 0;
    is_dry_ = false;
    while (total < size && !is_dry_ && !last_) {
      ERR_clear_error();
      std::size_t count = 0;
      if (SSL_read_ex(ssl_.get(), data + total, size - total, &count) == 1) {
        total += count;
        continue;
      }
      IoResult result = outcome();
      is_dry_ = result.kind == IoResult::Kind::would_block;
      // OpenSSL tells it once; what was read before it comes first.
      if (!is_dry_) last_ = std::move(result);
    }
    if (total > 0) return {IoResult::Kind::moved, total, {}};
    return last_.value_or(IoResult{});
  }

  IoResult write(const char* data, std::size_t size) override {
    ERR_clear_error();
    std::size_t count = 0;
    if (SSL_write_ex(ssl_.get(), data, size, &count) == 1) return {IoResult::Kind::moved, count, {}};
    IoResult result = outcome();
    if (result.kind == IoResult::Kind::ended) result = {IoResult::Kind::failed, 0, "the broker has closed it"};
    return result.kind == IoResult::Kind::failed ? after_lost_write(std::move(result)) : result;
  }

  void shutdown_write() override {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());  // close_notify; does not wait for the broker's
    below_->shutdown_write();
  }

 private:
  bool begin() {
    context_ = tls_.current();
    ssl_.reset(SSL_new(context_.get()));
    BIO* const bio = ssl_ ? make_transport_bio(end_) : nullptr;
    if (bio == nullptr) return false;
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_app_data(ssl_.get(), this);
    SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER, on_verified);
    if (is_address(expectation_.name)) {
      return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), expectation_.name.c_str()) == 1;
    }
    SSL_set_hostflags(ssl_.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    std::string name = expectation_.name;
    // SSL_set_tlsext_host_name, without its C cast.
    return SSL_set1_host(ssl_.get(), name.c_str()) == 1 &&
           SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) == 1;
  }

  static int on_verified(int is_good, X509_STORE_CTX* store) {
    if (is_good == 1) return 1;
    const auto* const ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto& self = *static_cast<TlsTransport*>(SSL_get_app_data(ssl));
    self.verification_ = verification_text(*store, self.expectation_);
    return 0;
  }

  Progress shake_hands() {
    ERR_clear_error();
    const int done = SSL_connect(ssl_.get());
    if (done == 1) {
      shown_ = std::shared_ptr<X509>(SSL_get1_peer_certificate(ssl_.get()), &X509_free);
      if (shown_) tls_.on_broker_certificate(broker_, shown_);
      return Progress::ready;
    }
    switch (SSL_get_error(ssl_.get(), done)) {
      case SSL_ERROR_WANT_READ: return Progress::wants_read;
      case SSL_ERROR_WANT_WRITE: return Progress::wants_write;
      default: break;
    }
    if (!verification_.empty()) return fail({verification_, true});
    if (end_.has_ended || is_unexpected_end()) return fail({closed_in_handshake, false});
    if (!end_.error.empty()) return fail({closed_in_handshake + (" (" + end_.error + ")"), false});
    return fail(fault_of_queue(true));
  }

  Progress fail(const TlsFault& fault) {
    error_ = broker_ + ": " + fault.text;
    is_untrusted_ = fault.is_untrusted;
    return Progress::failed;
  }

  /// Of the last SSL_read_ex or SSL_write_ex, which did not succeed.
  IoResult outcome() {
    switch (SSL_get_error(ssl_.get(), 0)) {
      case SSL_ERROR_WANT_READ:
      case SSL_ERROR_WANT_WRITE: return {};
      case SSL_ERROR_ZERO_RETURN: return {IoResult::Kind::ended, 0, {}};
      default: break;
    }
    if (!end_.error.empty()) return {IoResult::Kind::failed, 0, end_.error};
    // Many brokers close without close_notify. A cut is no danger: MQTT packets know their length.
    if (end_.has_ended || is_unexpected_end()) return {IoResult::Kind::ended, 0, {}};
    TlsFault fault = fault_of_queue(false);
    is_untrusted_ = fault.is_untrusted;
    return {IoResult::Kind::failed, 0, std::move(fault.text)};
  }

  /// A broker that refuses our certificate (TLS 1.3 does that after the handshake) closes at once: the write fails
  /// before its alert was read.
  IoResult after_lost_write(IoResult lost) {
    std::array<char, 1024> ignored{};
    end_.error.clear();  // the write's: it is in `lost`, and must not be taken for one of the reads
    while (!is_untrusted_) {
      IoResult rest = read(ignored.data(), ignored.size());
      if (rest.kind == IoResult::Kind::moved) continue;
      if (rest.kind == IoResult::Kind::failed && is_untrusted_) return rest;
      break;
    }
    return lost;
  }

  std::unique_ptr<Transport> below_;
  TransportEnd end_;
  TlsContext& tls_;
  const std::string broker_;
  const TlsExpectation expectation_;
  std::shared_ptr<ssl_ctx_st> context_;
  std::unique_ptr<SSL, SslFree> ssl_;
  std::shared_ptr<const X509> shown_;  ///< by the broker; the context watches its end as long as it is held here
  std::string verification_;           ///< which check of the broker's certificate has failed
  std::string error_;
  bool is_untrusted_ = false;
  bool is_dry_ = false;           ///< the last read took all that was there
  std::optional<IoResult> last_;  ///< the end or the fault that follows what was read
};

}  // namespace

std::unique_ptr<Transport> make_tls_transport(std::unique_ptr<Transport> below, const BrokerUrl& url, TlsContext& tls) {
  return std::make_unique<TlsTransport>(std::move(below), url, tls);
}

TransportFactory make_transport_factory(TlsContext* tls) {
  return [tls](const BrokerUrl& url) {
    auto tcp = make_tcp_transport(url);
    return url.tls && tls != nullptr ? make_tls_transport(std::move(tcp), url, *tls) : std::move(tcp);
  };
}

}  // namespace sluice
