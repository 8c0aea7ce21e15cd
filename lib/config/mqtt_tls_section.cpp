// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "config/readers.hpp"

namespace sluice {

namespace {

constexpr std::array<std::string_view, 2> versions{"1.2", "1.3"};
constexpr std::size_t name_bytes_max = 255;  // of a DNS name, and of an ALPN protocol (RFC 7301, 3.1)

void read_server_name(const Slot& slot, Config& config) {
  auto name = read_text(slot);
  if (!name) return;
  const auto is_odd = [](char c) { return c <= ' ' || c > '~' || c == '/' || c == '@' || c == '*'; };
  if (name->empty() || name->size() > name_bytes_max || std::any_of(name->begin(), name->end(), is_odd)) {
    slot.fault(value_text(slot) + ": that is no host name or address",
               "write the name that the broker's certificate is for, without scheme and port");
    return;
  }
  config.mqtt.tls.server_name = std::move(*name);
}

void read_alpn(const Slot& slot, Config& config) {
  auto name = read_text(slot);
  if (!name) return;
  if (name->size() > name_bytes_max) {
    slot.fault(value_text(slot) + ": a protocol's name has at most 255 bytes", "for example `alpn: mqtt`");
    return;
  }
  config.mqtt.tls.alpn = std::move(*name);
}

constexpr std::array<ConfigField, 7> fields_of_mqtt_tls{{
    {
        .key = "ca",
        .example = "ca.pem",
        .doc = "PEM file with the certificates that are trusted: one of them must have signed the broker's, or be it. "
               "Without it the system's store is asked.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_text(slot)) config.mqtt.tls.files.ca = std::move(*text);
            },
    },
    {
        .key = "certificate",
        .example = "me.pem",
        .doc =
            "PEM file with our own certificate, and behind it those that lead to its CA: for brokers that ask for one.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_text(slot)) config.mqtt.tls.files.certificate = std::move(*text);
            },
    },
    {
        .key = "key",
        .example = "me.key",
        .doc = "PEM file with the private key of `certificate`; may be the same file.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_text(slot)) config.mqtt.tls.files.key = std::move(*text);
            },
    },
    {
        .key = "key_password",
        .secrecy = Secrecy::secret,
        .example = "${file:/run/secrets/mqtt_key}",
        .doc = "Opens an encrypted `key`. Never printed.",
        .read =
            [](const Slot& slot, Config& config) {
              config.mqtt.tls.key_password_source = source_of(slot);
              if (auto text = read_text(slot)) config.mqtt.tls.files.key_password = Secret(std::move(*text));
            },
    },
    {
        .key = "server_name",
        .example = "broker.plant.example",
        .doc =
            "Name or address that the broker's certificate must be for, and that it is asked for (SNI), where that is "
            "not the host in `mqtt.brokers`.",
        .read = read_server_name,
    },
    {
        .key = "alpn",
        .default_value = "mqtt",
        .doc = "Protocol name that is offered (ALPN), for ports that serve several; empty: none.",
        .read = read_alpn,
    },
    {
        .key = "min_version",
        .type = ValueType::choice,
        .default_value = "1.2",
        .choices = versions,
        .doc = "The oldest TLS that is spoken.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto index = read_choice(slot)) config.mqtt.tls.only_1_3 = *index == 1;
            },
    },
}};

}  // namespace

std::span<const ConfigField> mqtt_tls_fields() { return fields_of_mqtt_tls; }

}  // namespace sluice
