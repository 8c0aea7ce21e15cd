// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "kafka/topic_reader.hpp"

namespace sluice {

/// Where a dead letter stands in its topic: what a person calls it by, as `3:1042`.
struct LetterId {
  std::int32_t partition = 0;
  std::int64_t offset = 0;

  std::string text() const { return std::to_string(partition) + ':' + std::to_string(offset); }
  friend auto operator<=>(const LetterId&, const LetterId&) = default;
};

/// Reads `3:1042`. The error is a sentence with the text and the remedy.
Result<LetterId> parse_letter_id(std::string_view text);

/// A record of the dead-letter topic, read by what `make_dead_letter` wrote (lib/kafka/dead_letter.hpp).
struct DeadLetter {
  LetterId id;
  std::string error;                       ///< name of the cause; empty: the record is none of Sluice's
  std::string reason;                      ///< a sentence with the remedy
  std::string stage;                       ///< decode, mapping, kafka
  std::optional<std::string> kafka_topic;  ///< it was meant for
  std::string attempts;
  std::int64_t time_ms = 0;  ///< when it was refused; without a header the record's own time
  std::string client_id;
  std::optional<std::string> mqtt_topic;
  bool is_truncated = false;       ///< of value, key or headers something is missing
  std::uint64_t payload_size = 0;  ///< of the whole value
  std::string payload_sha256;      ///< of the whole value, if that is missing

  std::optional<std::string> key;
  std::vector<std::pair<std::string, std::string>> headers;  ///< of the refused record, under their own names
  std::string value;

  bool is_ours() const { return !error.empty(); }
};

/// `system_prefix`: of the configuration, to find the MQTT topic.
DeadLetter read_letter(const PlacedRecord& record, std::string_view system_prefix);

}  // namespace sluice
