// SPDX-License-Identifier: Apache-2.0
#include "core/allocator.hpp"

#include <malloc.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <memory>

using namespace sluice;

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which bring an allocator of their own

TEST_CASE("a block of a batch's size comes from the heap, where it is used again, not from a mapping of its own") {
  struct Free {
    void operator()(void* block) const { std::free(block); }
  };
  constexpr std::size_t batch_bytes = 1'000'000;
  const std::unique_ptr<void, Free> before(std::malloc(batch_bytes));
  const std::size_t mapped = ::mallinfo2().hblkhd;
  REQUIRE(mapped >= batch_bytes);

  tune_allocator();

  const std::unique_ptr<void, Free> after(std::malloc(batch_bytes));
  CHECK(::mallinfo2().hblkhd == mapped);
}

#endif
