// SPDX-License-Identifier: Apache-2.0
#include "core/allocator.hpp"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

// jemalloc, when it is preloaded, looks for this name in the program; MALLOC_CONF comes after it. Larger caches for
// each thread, because a window's blocks are all out before the first comes back.
extern "C" {
extern const char* malloc_conf;
[[gnu::used]] const char* malloc_conf = "lg_tcache_nslots_mul:4,tcache_nslots_small_max:8192,tcache_max:131072";
}

namespace sluice {

void tune_allocator() {
#ifdef __GLIBC__
  constexpr int mebibyte = 1 << 20;
  const auto set = [](const char* variable, int option, int value) {
    if (std::getenv(variable) == nullptr) ::mallopt(option, value);
  };
  if (std::getenv("GLIBC_TUNABLES") != nullptr) return;
  // Blocks in fast bins are not merged until a large one is freed, and then all at once: each freed message that met a
  // free neighbour walked all the headers of the others, a quarter of the processor time in all.
  ::mallopt(M_MXFAST, 0);
  // A batch for Kafka is a large block: by default each one is mapped, its pages cleared, and unmapped.
  set("MALLOC_MMAP_THRESHOLD_", M_MMAP_THRESHOLD, 32 * mebibyte);
  // What a full window took it will soon take again: it is given back beyond this only.
  set("MALLOC_TRIM_THRESHOLD_", M_TRIM_THRESHOLD, 16 * mebibyte);
  set("MALLOC_TOP_PAD_", M_TOP_PAD, mebibyte);
#endif
}

}  // namespace sluice
