// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

/// A record as a consumer got it: views that live as long as the consumer's message.
struct SeenRecord {
  std::string_view topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::optional<std::string_view> key;
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::string_view payload;
};

enum class Colour { off, on };

/// The `number`th record as a block of lines for a person. Text is shown as it is, with control characters escaped so
/// that no payload can steer the terminal; what is not UTF-8 is shown in hexadecimal, the first 32 bytes of it.
std::string record_text(const SeenRecord& record, std::uint64_t number, Colour colour);

/// One value in the same way; lines after the first are indented by `indent` blanks.
std::string readable(std::string_view bytes, std::size_t indent);

}  // namespace sluice
