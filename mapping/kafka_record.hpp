// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sluice {

/// One Kafka record header. Names may repeat; the value is bytes, never absent.
struct RecordHeader {
  std::string_view name;
  std::string_view value;

  friend bool operator==(const RecordHeader&, const RecordHeader&) = default;
};

/// What a message becomes, as views into the message and into the mapper's own buffers:
/// valid until the mapper's next call.
struct KafkaRecord {
  std::string_view topic;
  std::optional<std::string_view> key;  ///< absent: a record without key
  std::span<const RecordHeader> headers;
  std::string_view value;
  std::int64_t timestamp_ms = 0;  ///< since 1970, UTC; 0: the moment of producing
  /// Whether the topic's name was made of the message: then a topic that is not there is the message's fault, not the
  /// configuration's.
  bool is_topic_rendered = false;
  std::string_view default_topic{};  ///< where to when the rendered topic may not be used; empty: nowhere
};

}  // namespace sluice
