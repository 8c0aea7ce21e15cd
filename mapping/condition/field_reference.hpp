// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "mapping/fault.hpp"
#include "mapping/fields.hpp"

namespace sluice {

/// Parses a field as a condition writes it, `$` included: any field's name in any letter case, with or without its
/// underscores, the managed connector's names, then `[n]` and `[n:m]` behind $topic, `.NAME`, `."odd name"` and
/// `["odd name"]` behind $user, and these and `[0]` behind $payload. Offsets count from the `$`.
tl::expected<Field, TextFault> parse_field_reference(std::string_view text);

/// The fault of a bare name that was most likely meant to be a field: `qos`, `payload.temp`, `user.k1`. Quoted, it is
/// the user property of that name.
std::optional<TextFault> check_bare_name(std::string_view name);

}  // namespace sluice
