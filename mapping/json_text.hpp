// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sluice {

/// Whether all of it is UTF-8; NUL is a character as any other.
bool is_utf8(std::string_view text);

/// Whether all of it is one number as JSON writes it, of any size.
bool is_json_number(std::string_view text);

/// What may stand around a JSON value (RFC 8259, 2): taken away.
std::string_view trim_json(std::string_view text);

/// Appends a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD: JSON has no others.
void append_json_string(std::string& out, std::string_view text);

}  // namespace sluice
