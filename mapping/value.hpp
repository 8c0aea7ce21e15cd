// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace sluice {

/// Nothing known: absent, or not of the kind that was asked for. As SQL's NULL.
using Null = std::monostate;

/// A field's value with its kind. Text and bytes are views: into the message, the rules or a parsed payload.
using Value = std::variant<Null, bool, std::int64_t, double, std::string_view>;

}  // namespace sluice
