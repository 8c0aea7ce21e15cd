// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mapping/fault.hpp"

namespace sluice {

/// What `${field|name}` does to the field's text.
enum class Transform : std::uint8_t {
  slug,    ///< every character that a Kafka topic must not have becomes `_`
  lower,   ///< A-Z only
  upper,   ///< a-z only
  base64,  ///< RFC 4648, with padding
  hex      ///< lower-case
};

tl::expected<Transform, TextFault> parse_transform(std::string_view name);

/// Changes the end of `text`, from `begin` on, in place.
void apply(Transform transform, std::string& text, std::size_t begin);

}  // namespace sluice
