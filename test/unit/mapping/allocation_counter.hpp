// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace sluice {

/// How often this program has allocated so far. Linking allocation_counter.cpp replaces the program's operator new.
std::size_t allocation_count();

}  // namespace sluice
