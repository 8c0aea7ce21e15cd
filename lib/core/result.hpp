// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace sluice {

/// A value, or a sentence that names the offending value and what to do.
template <class T, class Error = std::string>
using Result = tl::expected<T, Error>;

/// Shorthand for the failing branch: `return failure("...")`.
inline tl::unexpected<std::string> failure(std::string text) { return tl::unexpected<std::string>(std::move(text)); }

}  // namespace sluice
