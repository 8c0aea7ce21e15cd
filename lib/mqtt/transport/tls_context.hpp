// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/certificate_files.hpp"
#include "core/result.hpp"
#include "ops/event.hpp"

// OpenSSL's SSL_CTX.
struct ssl_ctx_st;

namespace sluice {

/// Tells when each certificate ends, once, and of those that do within 30 days, once a day each. One thread at a time.
class ExpiryWatch {
 public:
  explicit ExpiryWatch(EventSink& events) : events_(events) {}

  /// `what`: "the client certificate"; one of that name and subject is told once a day.
  void look(const std::string& what, const x509_st& certificate, std::chrono::system_clock::time_point now);

 private:
  EventSink& events_;
  std::map<std::string, std::chrono::system_clock::time_point> ends_;  ///< of all that were looked at
  std::map<std::string, std::chrono::system_clock::time_point> told_;
};

/// What the TLS connections of a task are made with: certificates and terms. When the files change, the next connection
/// is made with the new ones; those that cannot be used are told, and the ones before stay in use. From any thread.
class TlsContext {
 public:
  /// Fails as `sluice check` would: with the setting, the file and the remedy. `events` must outlive it.
  static Result<std::unique_ptr<TlsContext>> create(const MqttTlsConfig& config, EventSink& events);
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  /// For one connection; looks at the files before.
  std::shared_ptr<ssl_ctx_st> current();
  /// Looks whether the files have changed, and how long they and what the brokers have shown are valid: to be called
  /// every some seconds.
  void look_again(std::chrono::system_clock::time_point now = std::chrono::system_clock::now());
  /// What a broker has shown: its end is watched as long as the connection holds `certificate`.
  void on_broker_certificate(const std::string& broker, const std::shared_ptr<const x509_st>& certificate);

  const MqttTlsConfig& config() const { return config_; }
  /// What is trusted, for texts.
  const std::string& store_name() const { return store_name_; }

 private:
  TlsContext(const MqttTlsConfig& config, EventSink& events);

  Result<void> load(const CertificateFiles& files);
  void reload_if_changed();
  void check_expiry(std::chrono::system_clock::time_point now);
  void check_brokers(std::chrono::system_clock::time_point now);

  MqttTlsConfig config_;
  const std::string store_name_;
  EventSink& events_;

  std::mutex mutex_;
  std::string stamp_;          ///< guarded by mutex_, as all below: of the files when they were read
  Certificates certificates_;  ///< in use
  std::shared_ptr<ssl_ctx_st> ssl_context_;
  struct Shown {
    std::string broker;
    std::weak_ptr<const x509_st> certificate;  ///< expires with its connection
  };
  std::vector<Shown> shown_;  ///< one for each connection, the latest last
  ExpiryWatch expiry_;
};

}  // namespace sluice
