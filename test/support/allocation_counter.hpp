// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace sluice::test {

/// How often this program has allocated so far. Linking allocation_counter.cpp replaces the program's operator new.
std::size_t allocation_count();

/// Allocations while `work` runs, of all threads.
template <class Work>
std::size_t allocations_of(Work work) {
  const std::size_t before = allocation_count();
  work();
  return allocation_count() - before;
}

}  // namespace sluice::test
