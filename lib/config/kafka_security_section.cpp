// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "config/address.hpp"
#include "config/readers.hpp"

namespace sluice {

namespace {

constexpr std::array<std::string_view, 4> mechanisms{"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"};

/// A file turns TLS on, unless `enabled` comes and says otherwise.
void read_file(const Slot& slot, Config& config, std::string CertificateFiles::*file) {
  auto text = read_text(slot);
  if (!text) return;
  config.kafka.tls.files.*file = std::move(*text);
  if (!slot.paths.contains("kafka.tls.enabled")) config.kafka.tls.enabled = true;
}

void read_sasl_text(const Slot& slot, Config& config, std::string KafkaSaslConfig::*member) {
  if (auto text = read_text(slot)) config.kafka.sasl.*member = std::move(*text);
}

void read_token_endpoint(const Slot& slot, Config& config) {
  const auto text = read_text(slot);
  if (!text) return;
  auto url = parse_http_url(*text);
  if (url) {
    config.kafka.sasl.token_endpoint = std::move(*url);
  } else if (slot.node.is_substituted()) {
    slot.fault('`' + slot.path + "`: the value of " + slot.shown(slot.node) + " is no address of HTTPS",
               "write `https://host/path`");
  } else {
    slot.fault('`' + slot.path + "`: " + url.error().text, url.error().hint);
  }
}

constexpr std::array<ConfigField, 5> fields_of_tls{{
    {
        .key = "enabled",
        .type = ValueType::choice,
        .default_value = "false",
        .choices = truth_choices,
        .doc = "Whether Kafka is reached by TLS. A file below turns it on too, unless this says `false`.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto truth = read_truth(slot)) config.kafka.tls.enabled = *truth;
            },
    },
    {
        .key = "ca",
        .example = "ca.pem",
        .doc = "PEM file with the CA certificates that may sign the brokers'. Without it the system's store is asked.",
        .read = [](const Slot& slot, Config& config) { read_file(slot, config, &CertificateFiles::ca); },
    },
    {
        .key = "certificate",
        .example = "me.pem",
        .doc = "PEM file with our own certificate, and behind it those that lead to its CA.",
        .read = [](const Slot& slot, Config& config) { read_file(slot, config, &CertificateFiles::certificate); },
    },
    {
        .key = "key",
        .example = "me.key",
        .doc = "PEM file with the private key of `certificate`.",
        .read = [](const Slot& slot, Config& config) { read_file(slot, config, &CertificateFiles::key); },
    },
    {
        .key = "key_password",
        .secrecy = Secrecy::secret,
        .example = "${file:/run/secrets/kafka_key}",
        .doc = "Opens an encrypted `key`. Never printed. From `${file:PATH}` it is read again with the certificates.",
        .read =
            [](const Slot& slot, Config& config) {
              config.kafka.tls.key_password_source = source_of(slot);
              if (auto text = read_text(slot)) config.kafka.tls.files.key_password = Secret(std::move(*text));
            },
    },
}};

constexpr std::array<ConfigField, 9> fields_of_sasl{{
    {
        .key = "mechanism",
        .type = ValueType::choice,
        .example = "SCRAM-SHA-512",
        .choices = mechanisms,
        .doc =
            "How we log in. `PLAIN` and `SCRAM-...` take `username` and `password`; Kafka 4 refuses SCRAM from "
            "librdkafka before 2.6.1, and Debian 12 has 2.0.2. `OAUTHBEARER` takes `token`, or fetches one (OAuth 2, "
            "OpenID Connect) with `client_id` and `client_secret` from `token_endpoint`.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto index = read_choice(slot)) config.kafka.sasl.mechanism = std::string(mechanisms[*index]);
            },
    },
    {
        .key = "username",
        .example = "sluice",
        .doc = "User name for `PLAIN` and `SCRAM-...`.",
        .read = [](const Slot& slot, Config& config) { read_sasl_text(slot, config, &KafkaSaslConfig::username); },
    },
    {
        .key = "password",
        .secrecy = Secrecy::secret,
        .example = "${file:/run/secrets/kafka}",
        .doc = "Password for `PLAIN` and `SCRAM-...`. Never printed. From `${file:PATH}` it is read again when Kafka "
               "refuses it.",
        .read =
            [](const Slot& slot, Config& config) {
              config.kafka.sasl.password_source = source_of(slot);
              if (auto text = read_text(slot)) config.kafka.sasl.password = Secret(std::move(*text));
            },
    },
    {
        .key = "token",
        .secrecy = Secrecy::secret,
        .example = "${file:/var/run/secrets/tokens/kafka}",
        .doc = "The token of `OAUTHBEARER`, a JSON Web Token that somebody else renews, as Kubernetes does with a "
               "projected one. Never printed. From `${file:PATH}` it is read again before it ends.",
        .read =
            [](const Slot& slot, Config& config) {
              config.kafka.sasl.token_source = source_of(slot);
              if (auto text = read_text(slot)) config.kafka.sasl.token = Secret(std::move(*text));
            },
    },
    {
        .key = "token_endpoint",
        .example = "https://login.example/oauth2/token",
        .doc = "Where `OAUTHBEARER` fetches its tokens instead (grant type `client_credentials`).",
        .read = read_token_endpoint,
    },
    {
        .key = "token_ca",
        .example = "ca.pem",
        .doc =
            "PEM file with the CA certificates that may sign that of `token_endpoint`. Without it the system's store "
            "is asked.",
        .read = [](const Slot& slot, Config& config) { read_sasl_text(slot, config, &KafkaSaslConfig::token_ca); },
    },
    {
        .key = "client_id",
        .example = "sluice",
        .doc = "Who asks `token_endpoint`.",
        .read = [](const Slot& slot, Config& config) { read_sasl_text(slot, config, &KafkaSaslConfig::client_id); },
    },
    {
        .key = "client_secret",
        .secrecy = Secrecy::secret,
        .example = "${file:/run/secrets/kafka_client}",
        .doc = "Proves it. Never printed. From `${file:PATH}` it is read again for each token.",
        .read =
            [](const Slot& slot, Config& config) {
              config.kafka.sasl.client_secret_source = source_of(slot);
              if (auto text = read_text(slot)) config.kafka.sasl.client_secret = Secret(std::move(*text));
            },
    },
    {
        .key = "scope",
        .example = "kafka",
        .doc = "What the token is to be for, as the token endpoint names it.",
        .read = [](const Slot& slot, Config& config) { read_sasl_text(slot, config, &KafkaSaslConfig::scope); },
    },
}};

}  // namespace

std::span<const ConfigField> kafka_tls_fields() { return fields_of_tls; }
std::span<const ConfigField> kafka_sasl_fields() { return fields_of_sasl; }

}  // namespace sluice
