// SPDX-License-Identifier: Apache-2.0
#pragma once

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
};

}  // namespace sluice
