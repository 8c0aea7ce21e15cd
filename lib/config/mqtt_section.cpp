// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "config/mqtt_readers.hpp"
#include "config/readers.hpp"

namespace sluice {

namespace {

constexpr std::array<std::string_view, 2> stop_modes{"keep", "leave"};
constexpr std::array<std::string_view, 2> hold_modes{"release", "hand_over"};

const std::array<ConfigField, 21> fields_of_mqtt{{
    {
        .key = "brokers",
        .type = ValueType::list,
        .presence = Presence::required,
        .example = "[mqtt://127.0.0.1:1883]",
        .doc =
            "Addresses `mqtt://host:port`, with TLS `mqtts://host:port`, of one broker or cluster; the port is 1883, "
            "with TLS 8883, unless given, IPv6 stands in brackets. Several are tried in order.",
        .read = read_brokers,
    },
    {
        .key = "group",
        .default_value = "${task}",
        .doc = "The shared subscription's group: replicas with the same group share the messages. May contain "
               "`${task}` and `${hostname}`.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_mqtt_text(slot)) config.mqtt.group = std::move(*text);
            },
    },
    {
        .key = "filters",
        .type = ValueType::list,
        .presence = Presence::required,
        .example = "[sensor/#, alarm/+/state]",
        .doc = "Topic filters, as a list or as one text with `,` between them. A message that matches several "
               "arrives once for each.",
        .read = read_filters,
    },
    {
        .key = "qos",
        .type = ValueType::number,
        .default_value = "1",
        .range = {0, 1},
        .doc =
            "The QoS that is asked for. With 0 the broker keeps nothing back: what is on its way in a crash is lost.",
        .read = read_qos,
    },
    {
        .key = "client_id",
        .default_value = "${task}-${hostname}",
        .doc = "Client id of the first connection; further ones add -1, -2, ... Unique among all clients of the "
               "broker, and the same again after a restart. May contain `${task}` and `${hostname}`.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_mqtt_text(slot)) config.mqtt.client_id = std::move(*text);
            },
    },
    {
        .key = "connections",
        .type = ValueType::number,
        .default_value = "1",
        .range = {1, 64},
        .doc = "Connections to the broker, each a member of the group with a window, a thread and a producer of its "
               "own. More of them use more CPU cores.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto n = read_number(slot)) config.mqtt.connections = static_cast<std::uint32_t>(*n);
            },
    },
    {
        .key = "username",
        .example = "sluice",
        .doc = "User name for the broker.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_mqtt_text(slot)) config.mqtt.username = std::move(*text);
            },
    },
    {
        .key = "password",
        .secrecy = Secrecy::secret,
        .example = "${file:/run/secrets/mqtt}",
        .doc = "Password for the broker. Never printed. From `${file:PATH}` it is read again for each connection.",
        .read =
            [](const Slot& slot, Config& config) {
              config.mqtt.password_source = source_of(slot);
              if (auto text = read_mqtt_text(slot)) config.mqtt.password = Secret(std::move(*text));
            },
    },
    {
        .key = "profile",
        .type = ValueType::choice,
        .default_value = "session-bound",
        .choices = broker_profile_names(),
        .doc =
            "The broker, by name or by family. `session-bound`: what it has given to a member belongs to that client "
            "id. `redispatching`: the others get what a dead member held. It sets the defaults of "
            "`session_expiry`, `on_stop`, `hold_limit` and `broker_queue_limit` (docs/brokers.md).",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto index = read_choice(slot)) config.mqtt.profile = &broker_profile(*index);
            },
    },
    {
        .key = "session_expiry",
        .type = ValueType::duration,
        .default_value = "24h",
        .range = {1000, 4'294'967'294'000},
        .doc =
            "How long the broker keeps the session, and what waits in it, while this replica is away. Whole seconds. "
            "Some profiles have a shorter default.",
        .read = read_session_expiry,
    },
    {
        .key = "receive_maximum",
        .type = ValueType::number,
        .default_value = "1000",
        .range = {1, 65535},
        .doc = "The window of each connection: messages received and not yet acknowledged. It bounds the duplicates "
               "after a crash, and throughput: window / time that Kafka takes.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto n = read_number(slot)) config.mqtt.receive_maximum = static_cast<std::uint16_t>(*n);
            },
    },
    {
        .key = "max_in_flight_bytes",
        .type = ValueType::size,
        .default_value = "64MiB",
        .range = {64U << 10U, std::uint64_t{64} << 30U},
        .doc = "The other bound of each connection's window: beyond it nothing more is read from the broker.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto bytes = read_size(slot)) config.mqtt.max_in_flight_bytes = *bytes;
            },
    },
    {
        .key = "max_message_size",
        .type = ValueType::size,
        .default_value = "16MiB",
        .range = {1U << 10U, 256U << 20U},
        .doc = "The largest MQTT packet that is taken. It is not announced to the broker, which would drop larger "
               "messages silently: of such a one the head, the size and the digest become a dead letter.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto bytes = read_size(slot)) config.mqtt.max_message_size = *bytes;
            },
    },
    {
        .key = "keep_alive",
        .type = ValueType::duration,
        .default_value = "30s",
        .range = {1000, 65'535'000},
        .doc = "After this time without a packet the connection is tested. Whole seconds.",
        .read = read_keep_alive,
    },
    {
        .key = "stop_deadline",
        .type = ValueType::duration,
        .default_value = "25s",
        .range = {100, 3'600'000},
        .doc = "How long a graceful stop waits for Kafka. Then it ends with exit code 4; the broker keeps what was "
               "not acknowledged.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto deadline = read_duration(slot)) config.mqtt.stop_deadline = *deadline;
            },
    },
    {
        .key = "on_stop",
        .type = ValueType::choice,
        .default_value = "keep",
        .choices = stop_modes,
        .doc = "`keep`: the broker keeps the session and queues until this client id returns. `leave`: unsubscribe, "
               "drain and end the session, so that the other replicas take over. `leave` with the profile `emqx`.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto index = read_choice(slot)) config.mqtt.on_stop = static_cast<OnStop>(*index);
            },
    },
    {
        .key = "hold_limit",
        .type = ValueType::duration,
        .example = "25s",
        .range = {1000, 86'400'000},
        .doc =
            "The longest that a message is held unacknowledged while Kafka is away; then `at_hold_limit` follows. For "
            "brokers that give such a message up, or let the group wait for it; without it, as long as it takes. "
            "Profiles: `bifromq` 25s, `hivemq` 30s.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto limit = read_duration(slot)) config.mqtt.hold_limit = *limit;
            },
    },
    {
        .key = "at_hold_limit",
        .type = ValueType::choice,
        .default_value = "release",
        .choices = hold_modes,
        .doc = "`release`: the connection is closed, the session and its share of the messages wait at the broker, and "
               "Kafka's return opens it again. `hand_over`: the other replicas get this one's share meanwhile. Only "
               "where they reach Kafka by another way: when all hand over, the broker drops what is published "
               "(docs/brokers.md).",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto index = read_choice(slot)) config.mqtt.at_hold_limit = static_cast<AtHoldLimit>(*index);
            },
    },
    {
        .key = "broker_queue_limit",
        .type = ValueType::number,
        .example = "1000",
        .range = {0, 4'294'967'295},
        .doc =
            "How many messages the broker queues for one client id before it drops some: a warning tells when a Kafka "
            "outage will reach it. 0: no limit. Changes nothing at the broker. 1000 in most profiles.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto limit = read_number(slot))
                config.mqtt.broker_queue_limit = static_cast<std::uint32_t>(*limit);
            },
    },
    {
        .key = "follow_redirects",
        .type = ValueType::choice,
        .default_value = "false",
        .choices = truth_choices,
        .doc = "Whether to go where the broker sends us (Use another server, Server moved): user name and password go "
               "there too.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto truth = read_truth(slot)) config.mqtt.follow_redirects = *truth;
            },
    },
    {
        .key = "avoid_duplicates",
        .type = ValueType::choice,
        .default_value = "false",
        .choices = truth_choices,
        .doc =
            "`true`: what the broker sends again after a lost connection becomes no second record where the first is "
            "on its way or safe. Recognised by session, DUP flag, packet id and SHA-256 of the content, so it helps "
            "with brokers that keep packet ids (Mosquitto, EMQX, VerneMQ), while this process lives, and costs CPU "
            "for each byte.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto truth = read_truth(slot)) config.mqtt.avoid_duplicates = *truth;
            },
    },
}};

}  // namespace

std::span<const ConfigField> mqtt_fields() { return fields_of_mqtt; }

}  // namespace sluice
