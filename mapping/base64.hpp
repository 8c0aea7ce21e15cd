// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice {

/// RFC 4648, 4, with padding.
std::string encode_base64(std::string_view bytes);

/// Nothing for what is not base64: other characters, blanks among them, a wrong length, bits behind the last byte.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace sluice
