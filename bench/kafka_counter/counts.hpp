// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::bench {

/// What arrived.
struct Counts {
  static constexpr std::array<std::string_view, 5> codec_names{"none", "gzip", "snappy", "lz4", "zstd"};

  std::uint64_t records = 0;
  std::uint64_t batches = 0;
  std::uint64_t bytes = 0;     ///< of the batches as sent, compressed
  std::uint64_t requests = 0;  ///< Produce requests
  std::array<std::uint64_t, codec_names.size()> batches_by_codec{};
};

/// Adds the record batches of one partition to `counts`, by their headers alone: nothing is decompressed, no checksum
/// is verified. Returns the number of records. Throws WireError for anything but whole batches of magic 2.
std::uint64_t count_batches(std::string_view records, Counts& counts);

/// `{"event":"<event>","records":...}`
std::string counts_json(std::string_view event, double seconds, const Counts& counts);

}  // namespace sluice::bench
