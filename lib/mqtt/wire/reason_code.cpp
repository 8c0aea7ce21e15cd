// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/reason_code.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace sluice {
namespace {

using enum ReasonScope;
using enum ReasonMeaning;

constexpr std::string_view look_into_server_log = "look into the server's log for the cause";
constexpr std::string_view report_packet =
    "the server found a packet of ours wrong: report it with the server's name and version and its log";
constexpr std::string_view check_credentials = "check mqtt.username and mqtt.password, and the server's user list";
constexpr std::string_view wait_for_server = "wait: the server is expected back; look at its health if it lasts";
constexpr std::string_view lower_load = "wait, or raise the server's limits for this client";
constexpr std::string_view raise_quota = "raise the server's quota for this client or account";
constexpr std::string_view check_filters = "correct mqtt.filters and mqtt.group: the server refuses one of them";
constexpr std::string_view needs_shared =
    "turn shared subscriptions on in the server, or use one that has them: replicas share their load by them";
constexpr std::string_view needs_wildcards =
    "write mqtt.filters without + and #, or turn wildcard subscriptions on in the server";
constexpr std::string_view no_identifiers =
    "we send no Subscription Identifier: report it with the server's name and version; it is tried again";
constexpr std::string_view follow_reference =
    "put the server that it names into mqtt.brokers, or set mqtt.follow_redirects to true";
constexpr std::string_view not_our_request =
    "we send neither will nor messages nor enhanced authentication: report it with the server's name and version";
constexpr std::string_view for_clients_only =
    "a server must not send this code: report it with the server's name and version";

// CONNACK (3.2.2.2), SUBACK (3.9.3), UNSUBACK (3.11.3), DISCONNECT (3.14.2.1), and of what we publish PUBACK (3.4.2.1).
constexpr std::array table{
    ReasonEntry{connack, 0x00, "Success", success, ""},
    ReasonEntry{connack, 0x80, "Unspecified error", retry, look_into_server_log},
    ReasonEntry{connack, 0x81, "Malformed Packet", fatal, report_packet},
    ReasonEntry{connack, 0x82, "Protocol Error", fatal, report_packet},
    ReasonEntry{connack, 0x83, "Implementation specific error", slow_retry, look_into_server_log},
    ReasonEntry{connack, 0x84, "Unsupported Protocol Version", fatal,
                "use a server that speaks MQTT 5, or turn MQTT 5 on in it"},
    ReasonEntry{connack, 0x85, "Client Identifier not valid", fatal,
                "change mqtt.client_id: some servers take only 1 to 23 letters and digits, or names on a list"},
    ReasonEntry{connack, 0x86, "Bad User Name or Password", slow_retry, check_credentials},
    ReasonEntry{connack, 0x87, "Not authorized", slow_retry,
                "check mqtt.username and mqtt.password; ask the server's owner to allow this user and client id"},
    ReasonEntry{connack, 0x88, "Server unavailable", retry, wait_for_server},
    ReasonEntry{connack, 0x89, "Server busy", retry, wait_for_server},
    ReasonEntry{connack, 0x8A, "Banned", fatal,
                "ask the server's owner to lift the ban on this client id, user or address"},
    ReasonEntry{connack, 0x8C, "Bad authentication method", fatal,
                "let the server take user name and password, or a client certificate, from this client"},
    ReasonEntry{connack, 0x90, "Topic Name invalid", fatal, not_our_request},
    ReasonEntry{connack, 0x95, "Packet too large", fatal,
                "shorten mqtt.client_id, mqtt.username or mqtt.password, or raise the server's packet size limit"},
    ReasonEntry{connack, 0x97, "Quota exceeded", slow_retry, raise_quota},
    ReasonEntry{connack, 0x99, "Payload format invalid", fatal, not_our_request},
    ReasonEntry{connack, 0x9A, "Retain not supported", fatal, not_our_request},
    ReasonEntry{connack, 0x9B, "QoS not supported", fatal, not_our_request},
    ReasonEntry{connack, 0x9C, "Use another server", redirect, follow_reference},
    ReasonEntry{connack, 0x9D, "Server moved", redirect, follow_reference},
    ReasonEntry{connack, 0x9F, "Connection rate exceeded", retry, lower_load},

    ReasonEntry{suback, 0x00, "Granted QoS 0", success, ""},
    ReasonEntry{suback, 0x01, "Granted QoS 1", success, ""},
    ReasonEntry{suback, 0x02, "Granted QoS 2", fatal,
                "QoS 2 is never asked for: report it with the server's name and version"},
    ReasonEntry{suback, 0x80, "Unspecified error", retry, look_into_server_log},
    ReasonEntry{suback, 0x83, "Implementation specific error", retry, look_into_server_log},
    ReasonEntry{
        suback, 0x87, "Not authorized", slow_retry,
        "let mqtt.username subscribe to this filter; some servers check the filter with $share/<group>/, some without"},
    ReasonEntry{suback, 0x8F, "Topic Filter invalid", fatal, check_filters},
    ReasonEntry{suback, 0x91, "Packet Identifier in use", retry, "nothing to do: it is tried again with another one"},
    ReasonEntry{suback, 0x97, "Quota exceeded", slow_retry, raise_quota},
    ReasonEntry{suback, 0x9E, "Shared Subscriptions not supported", fatal, needs_shared},
    ReasonEntry{suback, 0xA1, "Subscription Identifiers not supported", subscribe_without_identifier, no_identifiers},
    ReasonEntry{suback, 0xA2, "Wildcard Subscriptions not supported", fatal, needs_wildcards},

    ReasonEntry{unsuback, 0x00, "Success", success, ""},
    ReasonEntry{unsuback, 0x11, "No subscription existed", success, ""},
    ReasonEntry{unsuback, 0x80, "Unspecified error", retry, look_into_server_log},
    ReasonEntry{unsuback, 0x83, "Implementation specific error", retry, look_into_server_log},
    ReasonEntry{unsuback, 0x87, "Not authorized", slow_retry, "let mqtt.username unsubscribe from this filter"},
    ReasonEntry{unsuback, 0x8F, "Topic Filter invalid", fatal, check_filters},
    ReasonEntry{unsuback, 0x91, "Packet Identifier in use", retry, "nothing to do: it is tried again with another one"},

    // A DISCONNECT ends the connection whatever it says, so no code of it is a success.
    ReasonEntry{disconnect, 0x00, "Normal disconnection", retry, "nothing to do: the connection is opened again"},
    ReasonEntry{disconnect, 0x04, "Disconnect with Will Message", retry, for_clients_only},
    ReasonEntry{disconnect, 0x80, "Unspecified error", retry, look_into_server_log},
    ReasonEntry{disconnect, 0x81, "Malformed Packet", fatal, report_packet},
    ReasonEntry{disconnect, 0x82, "Protocol Error", fatal, report_packet},
    ReasonEntry{disconnect, 0x83, "Implementation specific error", retry, look_into_server_log},
    ReasonEntry{disconnect, 0x87, "Not authorized", slow_retry,
                "let mqtt.username subscribe to mqtt.filters; its rights may have changed"},
    ReasonEntry{disconnect, 0x89, "Server busy", retry, wait_for_server},
    ReasonEntry{disconnect, 0x8B, "Server shutting down", retry, wait_for_server},
    ReasonEntry{disconnect, 0x8C, "Bad authentication method", retry, not_our_request},
    ReasonEntry{disconnect, 0x8D, "Keep Alive timeout", retry,
                "look for a slow or lossy network, or raise mqtt.keep_alive"},
    ReasonEntry{disconnect, 0x8E, "Session taken over", take_over,
                "find the other process with this client id; give each replica its own mqtt.client_id"},
    ReasonEntry{disconnect, 0x8F, "Topic Filter invalid", fatal, check_filters},
    ReasonEntry{disconnect, 0x90, "Topic Name invalid", retry, not_our_request},
    ReasonEntry{disconnect, 0x93, "Receive Maximum exceeded", retry, not_our_request},
    ReasonEntry{disconnect, 0x94, "Topic Alias invalid", fatal, not_our_request},
    ReasonEntry{disconnect, 0x95, "Packet too large", fatal,
                "raise the server's packet size limit, or name fewer or shorter mqtt.filters"},
    ReasonEntry{disconnect, 0x96, "Message rate too high", retry, lower_load},
    ReasonEntry{disconnect, 0x97, "Quota exceeded", slow_retry, raise_quota},
    ReasonEntry{disconnect, 0x98, "Administrative action", slow_retry,
                "someone closed this connection at the server: ask the server's owner"},
    ReasonEntry{disconnect, 0x99, "Payload format invalid", retry, not_our_request},
    ReasonEntry{disconnect, 0x9A, "Retain not supported", retry, not_our_request},
    ReasonEntry{disconnect, 0x9B, "QoS not supported", fatal, "set mqtt.qos to one that the server supports"},
    ReasonEntry{disconnect, 0x9C, "Use another server", redirect, follow_reference},
    ReasonEntry{disconnect, 0x9D, "Server moved", redirect, follow_reference},
    ReasonEntry{disconnect, 0x9E, "Shared Subscriptions not supported", fatal, needs_shared},
    ReasonEntry{disconnect, 0x9F, "Connection rate exceeded", retry, lower_load},
    ReasonEntry{disconnect, 0xA0, "Maximum connect time", retry, "nothing to do: the connection is opened again"},
    ReasonEntry{disconnect, 0xA1, "Subscription Identifiers not supported", subscribe_without_identifier,
                no_identifiers},
    ReasonEntry{disconnect, 0xA2, "Wildcard Subscriptions not supported", fatal, needs_wildcards},

    ReasonEntry{puback, 0x00, "Success", success, ""},
    ReasonEntry{puback, 0x10, "No matching subscribers", success, ""},
    ReasonEntry{puback, 0x80, "Unspecified error", retry, look_into_server_log},
    ReasonEntry{puback, 0x83, "Implementation specific error", retry, look_into_server_log},
    ReasonEntry{puback, 0x87, "Not authorized", slow_retry, "let mqtt.username publish to this topic"},
    ReasonEntry{puback, 0x90, "Topic Name invalid", fatal,
                "the server does not take this topic: look into its settings"},
    ReasonEntry{puback, 0x91, "Packet Identifier in use", retry, "nothing to do: try again"},
    ReasonEntry{puback, 0x97, "Quota exceeded", slow_retry, raise_quota},
    ReasonEntry{puback, 0x99, "Payload format invalid", fatal,
                "the payload is said to be UTF-8 text and is not: the server refuses such messages"},
};

constexpr std::array scopes{connack, suback, unsuback, disconnect, puback};

// One for each number, so that also an unknown code can be named by its entry.
constexpr auto unknown = [] {
  std::array<std::array<ReasonEntry, 256>, scopes.size()> entries{};
  for (const ReasonScope scope : scopes) {
    for (std::size_t code = 0; code < 256; ++code) {
      entries[static_cast<std::size_t>(scope)][code] =
          ReasonEntry{scope, static_cast<std::uint8_t>(code), "(not a reason code of MQTT 5 for this packet)", retry,
                      "look into the server's documentation for this code"};
    }
  }
  return entries;
}();

constexpr ReasonEntry granted_less{
    suback, 0x00, "Granted QoS 0", fatal,
    "let the server grant QoS 1 for this filter, or set mqtt.qos to 0 and accept losses"};

}  // namespace

std::span<const ReasonEntry> reasons() { return table; }

const ReasonEntry& reason(ReasonScope scope, std::uint8_t code) {
  const auto* const entry = std::find_if(table.begin(), table.end(), [scope, code](const ReasonEntry& candidate) {
    return candidate.scope == scope && candidate.code == code;
  });
  return entry != table.end() ? *entry : unknown[static_cast<std::size_t>(scope)][code];
}

const ReasonEntry& grant(std::uint8_t code, std::uint8_t asked_qos) {
  if (code == 0 && asked_qos > 0) return granted_less;
  return reason(suback, code);
}

std::string describe(const ReasonEntry& entry) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text = "0x";
  text += digits[entry.code >> 4U];
  text += digits[entry.code & 0x0FU];
  return text.append(" ").append(entry.name);
}

std::string describe(ReasonScope scope, std::uint8_t code) { return describe(reason(scope, code)); }

}  // namespace sluice
