// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

/// Bytes for a person. Text as it is, control characters but tab and line end as `\x1b`, so that no message can steer
/// the terminal; lines after the first are indented by `indent` blanks. Bytes that are not UTF-8 in hexadecimal, the
/// first 64 of them. Nothing at all is `(empty)`.
std::string readable(std::string_view bytes, std::size_t indent);

/// `2026-01-01T00:00:00.000Z`.
std::string time_text(std::int64_t ms_since_1970);

}  // namespace sluice
