// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "mapping/mapped.hpp"

namespace sluice {

/// One JSON object in one line, without line end:
/// `{"topic","key","timestamp","headers":[["name","value"],...],"value","value_encoding"}`, `{"dropped":true}` or
/// `{"rejected":{"stage","cause","reason"}}`. `value_encoding` is `text` or, for what is not UTF-8, `base64`. A header
/// whose value is not UTF-8 is `["name","...","base64"]`, and such a key has `"key_encoding":"base64"` behind it. The
/// key is null where there is none.
std::string record_json(const Mapped& mapped);

/// One header of it.
std::string header_json(std::string_view name, std::string_view value);

}  // namespace sluice
