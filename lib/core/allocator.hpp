// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sluice {

/// Sets glibc's allocator (mallopt(3)) up for a data plane: many small blocks that are freed in the order in which they
/// were taken, ten thousand messages later. To be called before any thread starts. What GLIBC_TUNABLES or the
/// MALLOC_* variables of mallopt(3) say comes first; without effect under another allocator or C library. A preloaded
/// jemalloc finds its own settings in this program (`malloc_conf`).
void tune_allocator();

}  // namespace sluice
