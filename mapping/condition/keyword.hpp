// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "mapping/condition/token.hpp"

namespace sluice {

/// The keyword that the word is, letter case aside. A user property of such a name must be quoted.
std::optional<TokenKind> find_keyword(std::string_view word);

/// The keyword that a misspelt word was most likely meant to be; empty when none is near.
std::string_view nearest_keyword(std::string_view word);

}  // namespace sluice
