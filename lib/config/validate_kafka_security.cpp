// SPDX-License-Identifier: Apache-2.0
#include "config/validate_kafka_security.hpp"

#include <algorithm>
#include <array>

#include "config/certificate_check.hpp"
#include "config/kafka_properties.hpp"
#include "config/source_text.hpp"

namespace sluice {

namespace {

using Keys = std::span<const std::string_view>;
constexpr std::array<std::string_view, 2> password_keys{"username", "password"};
constexpr std::array<std::string_view, 6> token_keys{"token",     "token_endpoint", "token_ca",
                                                     "client_id", "client_secret",  "scope"};
constexpr Keys endpoint_keys = Keys(token_keys).subspan(1);
constexpr std::array<std::string_view, 2> client_keys{"client_id", "client_secret"};

std::string path_of(std::string_view key) { return "kafka.sasl." + std::string(key); }

std::string host_of(const std::string& address) {
  const std::string host = address.substr(0, address.rfind(':'));
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

/// librdkafka's reading of a value: case does not count (`rd_kafka_conf_set`).
bool says(const Secret& value, std::initializer_list<std::string_view> words) {
  std::string text = value.reveal();
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return std::find(words.begin(), words.end(), text) != words.end();
}

class KafkaSecurityValidator : private Checker {
 public:
  KafkaSecurityValidator(const Config& config, const PathMap& paths, Findings& findings)
      : Checker(paths, findings), kafka_(config.kafka) {}

  void run() {
    check_certificate_files(*this, "kafka.tls", kafka_.tls.files);
    check_properties();
    if (!is_sound("kafka.sasl.mechanism")) return;
    const std::string& mechanism = kafka_.sasl.mechanism;
    if (mechanism.empty()) return check_no_mechanism();
    const std::string choice = "the mechanism `" + mechanism + '`';
    if (mechanism == "OAUTHBEARER") {
      check_foreign(password_keys, choice);
      check_token();
    } else {
      check_needed(password_keys);
      check_foreign(token_keys, choice);
    }
    check_clear_text();
  }

 private:
  void check_properties() {
    for (const auto& property : kafka_.properties) {
      const std::string path = "kafka.properties." + property.first;
      if (!is_sound(path)) continue;
      if (const auto fault = check_security_property(property.first, kafka_)) error(path, fault->text, fault->hint);
    }
    for (const auto& [name, value] : kafka_.properties) {
      const bool trusts_all = (name == "enable.ssl.certificate.verification" && says(value, {"false", "f", "0"})) ||
                              (name == "ssl.endpoint.identification.algorithm" && says(value, {"none"}));
      const std::string path = "kafka.properties." + name;
      if (trusts_all && is_sound(path)) {
        warning(path, '`' + path + "` takes anybody for Kafka: whoever stands in between reads and changes all",
                "leave it out, and give the CA of the brokers as `kafka.tls.ca`");
      }
    }
  }

  void check_no_mechanism() {
    for (const Keys keys : {Keys(password_keys), Keys(token_keys)}) {
      for (const std::string_view key : keys) {
        if (!is_given(path_of(key))) continue;
        return error(path_of(key), '`' + path_of(key) + "` has no effect without `kafka.sasl.mechanism`",
                     "set `mechanism`, for example to `SCRAM-SHA-512`");
      }
    }
  }

  bool is_empty(std::string_view key) const {
    const KafkaSaslConfig& sasl = kafka_.sasl;
    if (key == "username") return sasl.username.empty();
    if (key == "password") return !sasl.password || sasl.password->empty();
    if (key == "token") return !sasl.token || sasl.token->empty();
    if (key == "client_id") return sasl.client_id.empty();
    return key == "client_secret" && (!sasl.client_secret || sasl.client_secret->empty());
  }

  /// Nobody takes an empty one, and an empty file is found late.
  void check_filled(std::string_view key) {
    if (!is_sound(path_of(key)) || !is_empty(key)) return;
    error(path_of(key), '`' + path_of(key) + "` is empty", "set it; secrets best as `${file:PATH}`");
  }

  void check_needed(Keys keys) {
    for (const std::string_view key : keys) {
      if (is_given(path_of(key))) {
        check_filled(key);
        continue;
      }
      error("kafka.sasl.mechanism",
            "`kafka.sasl.mechanism` is `" + kafka_.sasl.mechanism + "`, which needs `" + path_of(key) + '`',
            "set it; secrets best as `${file:PATH}`");
    }
  }

  void check_foreign(Keys keys, const std::string& choice) {
    for (const std::string_view key : keys) {
      if (!is_given(path_of(key)) || !is_sound(path_of(key))) continue;
      error(path_of(key), '`' + path_of(key) + "` does not belong to " + choice, "leave it out");
    }
  }

  void check_token() {
    if (is_given("kafka.sasl.token")) {
      check_filled("token");
      return check_foreign(endpoint_keys, "a `kafka.sasl.token` that is given");
    }
    if (!is_given("kafka.sasl.token_endpoint")) {
      return error("kafka.sasl.mechanism",
                   "`kafka.sasl.mechanism` is `OAUTHBEARER`, which needs `kafka.sasl.token_endpoint`",
                   "set it, with `client_id` and `client_secret`; or give the token itself as `token`");
    }
    check_needed(client_keys);
    check_endpoint();
  }

  void check_endpoint() {
    const auto& endpoint = kafka_.sasl.token_endpoint;
    if (endpoint && !endpoint->tls && !is_loopback(endpoint->host)) {
      warning("kafka.sasl.token_endpoint",
              "`kafka.sasl.client_secret` and the tokens travel unencrypted to " + clipped(endpoint->host),
              "use `https://`, unless something else protects that way");
    }
    if (!is_sound("kafka.sasl.token_ca")) return;
    const auto read = read_certificates({kafka_.sasl.token_ca, {}, {}, {}});
    if (read) return;
    for (const CertificateFault& fault : read.error()) {
      error("kafka.sasl.token_ca", "`kafka.sasl.token_ca`: " + fault.text, fault.hint);
    }
  }

  /// SCRAM shows no password on the wire.
  void check_clear_text() {
    const std::string& mechanism = kafka_.sasl.mechanism;
    if (kafka_.tls.enabled || mechanism.starts_with("SCRAM")) return;
    const auto far = std::find_if(kafka_.brokers.begin(), kafka_.brokers.end(),
                                  [](const std::string& address) { return !is_loopback(host_of(address)); });
    if (far == kafka_.brokers.end()) return;
    warning("kafka.sasl.mechanism", "the credentials of `" + mechanism + "` travel unencrypted to " + clipped(*far),
            "set `kafka.tls`, unless something else protects that way");
  }

  const KafkaConfig& kafka_;
};

}  // namespace

void validate_kafka_security(const Config& config, const PathMap& paths, Findings& findings) {
  KafkaSecurityValidator(config, paths, findings).run();
}

}  // namespace sluice
