// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/event.hpp"

namespace sluice {

// The vocabulary of what an operator can observe: one function, one event, one log line.

// Life of the process
struct StartFacts {
  std::string version;
  std::string libraries;  ///< names and versions of what is linked
  std::string task;
  std::string group;
  std::vector<std::string> filters;
  std::vector<std::string> client_ids;
  std::vector<std::string> brokers;
  std::vector<std::string> kafka_brokers;
  std::string topic;
};
Event started(const StartFacts& facts);

struct SummaryFacts {
  std::uint64_t received = 0;
  std::uint64_t redelivered = 0;
  std::uint64_t delivered = 0;
  std::uint64_t filtered = 0;
  std::uint64_t dead_lettered = 0;
  std::uint64_t dropped = 0;
  std::uint64_t recognised = 0;
  std::uint64_t in_flight = 0;

  friend bool operator==(const SummaryFacts&, const SummaryFacts&) = default;
};
Event summary(const SummaryFacts& facts);
/// `url`: of the HTTP listener, with the port that it has.
Event listening(std::string_view url);
/// `by`: the address that asked for it, or `--paused`.
Event paused(std::string_view by);
Event resumed(std::string_view by);
Event stopping(std::string_view why, std::chrono::milliseconds deadline);
Event stopped(const SummaryFacts& facts, int exit_code, std::string_view why);

// A connection to the MQTT broker
Event connected(std::string_view client_id, std::string_view broker, bool session_present);
Event ready(std::string_view client_id, std::string_view broker, std::string_view group,
            const std::vector<std::string>& filters);
/// `reason`: one of few words that stay the same, for programs; `why` is for people.
Event connection_lost(std::string_view client_id, std::string_view broker, std::string_view reason,
                      std::string_view why, std::string_view remedy);
Event retrying(std::string_view client_id, std::chrono::milliseconds delay, bool slow);
Event session_shortened(std::string_view client_id, std::string_view broker, std::chrono::seconds asked,
                        std::chrono::seconds granted);
/// The broker gave us another client id than the one we asked for: its session has that name.
Event client_id_assigned(std::string_view client_id, std::string_view broker, std::string_view assigned);
/// Decommission: what the session holds comes now. `owner_time`: how long its owner may come back.
Event session_draining(std::string_view client_id, std::string_view broker, std::chrono::milliseconds owner_time);
/// `count`: connections since the last such event.
Event stranger_refused(std::uint16_t port, std::uint64_t count);

// What protects the connections
/// A certificate is looked at for the first time; `what` as below.
Event certificate_in_use(std::string_view what, std::string_view subject, std::string_view end, std::int64_t end_s);
/// `what`: "the client certificate in mqtt.tls.certificate"; `days_left` is negative when it has ended.
Event certificate_expires(std::string_view what, std::string_view subject, std::string_view end,
                          std::int64_t days_left);
/// `subject` and `end` of our own certificate; empty without one.
/// `section`: of the configuration, `mqtt.tls`.
Event certificates_reloaded(std::string_view section, std::string_view subject, std::string_view end);
Event certificates_unusable(std::string_view why);
/// `key`: of the configuration, `mqtt.password`.
Event secret_unreadable(std::string_view key, std::string_view why);

// Delivery
/// `kept_quiet`: others before it, of whatever topic, that were not told.
Event kafka_waiting(std::string_view topic, std::string_view why, std::chrono::milliseconds delay,
                    std::uint64_t kept_quiet = 0);
/// `partitions`: 0 where the cluster's default was asked for.
Event topic_made(std::string_view topic, std::int32_t partitions);
/// `dead_letter_topic`: where they go; empty when it is records that come back.
Event delivery_troubled(std::string_view client_id, std::string_view code, std::string_view reason, bool needs_operator,
                        std::string_view dead_letter_topic);
/// How it stands while nothing becomes safe.
struct StallFacts {
  std::string_view client_id;
  std::chrono::milliseconds stalled{};
  std::uint64_t in_flight = 0;
  std::uint64_t window = 0;
  std::uint64_t queue_limit = 0;   ///< of the broker, for this client id; 0: none
  std::string_view queue_setting;  ///< the broker's name for it
  /// When the broker's queue will be full, as far as the rate of before tells.
  std::optional<std::chrono::milliseconds> until_drop;
  bool is_handed_over = false;  ///< the other replicas get what comes newly
};
Event delivery_stalled(const StallFacts& facts);
Event delivery_resumed(std::string_view client_id, std::chrono::milliseconds stalled);
Event connection_released(std::string_view client_id, std::chrono::milliseconds limit);
Event share_handed_over(std::string_view client_id, std::chrono::milliseconds limit);
/// `why`: what the broker said, and what helps.
Event hand_over_refused(std::string_view client_id, std::string_view why);
/// After `share_handed_over`.
Event share_taken_back(std::string_view client_id);
Event delivery_recovered(std::string_view client_id, std::string_view dead_letter_topic);

// Kafka as librdkafka sees it. `kept_quiet`: how many of the kind were not told since the last one.
Event kafka_unreachable(std::string_view brokers, std::string_view cause);
/// `what`: `refuses the login: ...`, or why it gets none.
Event kafka_authentication_refused(std::string_view brokers, std::string_view code, std::string_view what,
                                   std::string_view remedy);
/// After either of the two.
Event kafka_back(std::string_view brokers);
/// `open` records come back and are sent again.
Event kafka_producer_restarted(std::string_view cause, std::uint64_t open, std::uint64_t kept_quiet);
/// `compression`: the codec that was asked for; `text`: what librdkafka says of it.
Event kafka_compression_unsupported(std::string_view compression, std::string_view text, std::uint64_t kept_quiet);
Event kafka_error(Severity severity, std::string_view code, std::string_view text, std::uint64_t kept_quiet);
/// A log line of librdkafka's own.
Event kafka_log(Severity severity, std::string_view facility, std::string_view text, std::uint64_t kept_quiet);

/// A message that can never be delivered, and why.
struct RefusedFacts {
  std::string_view client_id;
  std::string_view topic;  ///< of MQTT; empty when unknown
  std::string_view stage;
  std::string_view code;
  std::string_view reason;
};
/// It stays unacknowledged and the task ends.
Event undeliverable(const RefusedFacts& facts);
/// It goes to the dead-letter topic. `kept_quiet`: others before it that were not told one by one.
Event dead_letter(const RefusedFacts& facts, std::string_view dead_letter_topic, std::uint64_t kept_quiet);
/// It is acknowledged, and gone.
Event message_dropped(const RefusedFacts& facts, std::uint64_t kept_quiet);

/// The way of one message, for `log.trace`. Stages that it did not come to are absent.
struct TraceFacts {
  std::string client_id;  ///< of the connection that received it
  std::string topic;      ///< of MQTT
  std::uint16_t packet_id = 0;
  std::string message_id;        ///< the broker's, empty without one
  std::string traceparent;       ///< W3C Trace Context, empty without one
  std::string kafka_topic;       ///< empty when it was not mapped
  std::string_view outcome;      ///< `delivered`, `filtered`, ...
  std::string code;              ///< of a refusal
  std::int64_t received_ms = 0;  ///< read from the socket, since the epoch
  std::int64_t admitted_ms = 0;  ///< taken into the window, since the epoch
  // Microseconds since it was admitted.
  std::optional<std::int64_t> mapped_us{}, produced_us{}, kafka_us{}, puback_us{};
  std::uint64_t failures = 0;    ///< attempts that did not deliver
  bool unacknowledged = false;   ///< its connection was over before the PUBACK: the broker sends it again
  std::uint64_t kept_quiet = 0;  ///< others before it that should have been traced and were not
};
Event traced(const TraceFacts& facts);
/// At the end: as many should have been traced and were not, after the last that was.
Event traces_kept_quiet(std::string_view client_id, std::uint64_t count);

}  // namespace sluice
