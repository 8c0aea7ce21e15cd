// SPDX-License-Identifier: Apache-2.0
#include "config/validate_tls.hpp"

#include <algorithm>
#include <filesystem>

#include "config/certificate_check.hpp"
#include "config/source_text.hpp"
#include "config/validate_kafka_security.hpp"

namespace sluice {

namespace {

void begin_in(const std::string& folder, std::string& path) {
  // What is PEM text by mistake is told as such.
  if (!path.empty() && !path.starts_with("-----")) path = (std::filesystem::path(folder) / path).string();
}

void begin_in(const std::string& folder, CertificateFiles& files) {
  for (std::string* path : {&files.ca, &files.certificate, &files.key}) begin_in(folder, *path);
}

bool is_secure(const BrokerUrl& broker) { return broker.tls; }

class TlsValidator : private Checker {
 public:
  TlsValidator(const Config& config, const PathMap& paths, Findings& findings)
      : Checker(paths, findings), config_(config) {}

  void run() {
    check_certificate_files(*this, "mqtt.tls", config_.mqtt.tls.files);
    check_brokers();
    check_plain_passwords();
  }

 private:
  void check_brokers() {
    const auto& brokers = config_.mqtt.brokers;
    if (brokers.empty() || !is_sound("mqtt.brokers")) return;
    const bool has_tls = std::any_of(brokers.begin(), brokers.end(), is_secure);
    for (const char* key : {"ca", "certificate", "key", "key_password", "server_name"}) {
      const std::string path = std::string("mqtt.tls.") + key;
      if (has_tls || !is_given(path)) continue;
      error(path, '`' + path + "` has no effect: no address in `mqtt.brokers` begins with `mqtts://`",
            "write `mqtts://host:8883`, or leave it out");
      break;
    }
    const auto plain = std::find_if_not(brokers.begin(), brokers.end(), is_secure);
    if (!has_tls || plain == brokers.end()) return;
    const std::string path = "mqtt.brokers[" + std::to_string(plain - brokers.begin()) + ']';
    if (is_sound(path)) {
      warning(path,
              '`' + path +
                  "` has no TLS while others in the list have it: whoever disturbs those makes us send all unencrypted",
              "write `mqtts://` for all of them");
    }
  }

  void check_plain_passwords() {
    const auto& brokers = config_.mqtt.brokers;
    if (!config_.mqtt.password || !is_sound("mqtt.password")) return;
    for (std::size_t i = 0; i < brokers.size(); ++i) {
      const std::string path = "mqtt.brokers[" + std::to_string(i) + ']';
      if (brokers[i].tls || is_loopback(brokers[i].host) || !is_sound(path)) continue;
      warning(path,
              '`' + path + "`: `mqtt.password` and all messages travel unencrypted to " + clipped(brokers[i].host),
              "use `mqtts://`, unless something else protects that way");
      return;
    }
  }

  const Config& config_;
};

}  // namespace

void complete_tls(Config& config, const std::string& folder) {
  begin_in(folder, config.mqtt.tls.files);
  begin_in(folder, config.kafka.tls.files);
  config.mqtt.password_source.folder = folder;
  config.mqtt.tls.key_password_source.folder = folder;
  config.kafka.tls.key_password_source.folder = folder;
  KafkaSaslConfig& sasl = config.kafka.sasl;
  for (SecretSource* source : {&sasl.password_source, &sasl.token_source, &sasl.client_secret_source}) {
    source->folder = folder;
  }
  begin_in(folder, sasl.token_ca);
}

void validate_tls(const Config& config, const PathMap& paths, Findings& findings) {
  TlsValidator(config, paths, findings).run();
  validate_kafka_security(config, paths, findings);
}

}  // namespace sluice
