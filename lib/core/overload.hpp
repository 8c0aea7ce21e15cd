// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sluice {

/// Several lambdas as one visitor, for std::visit: `std::visit(Overload{[](A) {...}, [](B) {...}}, variant)`.
template <class... Cases>
struct Overload : Cases... {
  using Cases::operator()...;
};

// Clang 16 does not deduce for aggregates by itself.
template <class... Cases>
Overload(Cases...) -> Overload<Cases...>;

}  // namespace sluice
