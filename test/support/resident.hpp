// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <fstream>
#include <string>

namespace sluice::test {

/// Resident memory of a process in MiB, by /proc.
inline std::size_t resident_mib(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;) {
    std::size_t kib = 0;
    if (word == "VmRSS:" && status >> kib) return kib / 1024;
  }
  return 0;
}

/// What a filled bound of 4 MiB may take: the bytes, librdkafka's copies of them, buffers. ThreadSanitizer keeps a
/// shadow of several times that.
#if defined(__SANITIZE_THREAD__)
inline constexpr std::size_t flood_room_mib = 120;
#else
inline constexpr std::size_t flood_room_mib = 24;
#endif

}  // namespace sluice::test
