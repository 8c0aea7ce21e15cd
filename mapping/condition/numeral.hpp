// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "mapping/value.hpp"

namespace sluice {

/// The number that the whole text is: [sign] digits [. digits] [e [sign] digits], the digits on one side of the dot may
/// be missing. A double when it has a dot or an exponent or does not fit 64 bits signed. Null for any other text,
/// spaces around a number included, and for what does not fit a double. Neither locale nor allocation.
Value read_numeral(std::string_view text);

/// Whether the text is spelt as a number, though it may not fit one.
bool is_numeral(std::string_view text);

}  // namespace sluice
