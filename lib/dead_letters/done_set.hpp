// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace sluice {

/// Which offsets of one partition are done. A consumer group commits a single offset, below which all is done; what is
/// done beyond it travels in the commit's metadata, as ranges:
///
///     done, done, done, -, -, done, done, -, done
///                       ^prefix           metadata: two ranges behind it
///
/// The metadata is `1:` and for each range its distance from the one before and its length, each less one, five bits a
/// character, the lowest first (decision 0006).
class DoneSet {
 public:
  /// What Kafka takes as metadata unless its `offset.metadata.max.bytes` says otherwise.
  static constexpr std::size_t metadata_bytes_max = 4096;

  DoneSet() = default;
  /// From a commit; a negative offset: nothing was committed. Error: the metadata is none of ours.
  static Result<DoneSet> decode(std::int64_t committed, std::string_view metadata);

  bool contains(std::int64_t offset) const;
  /// `previous`: of the record before it in the partition, so that offsets that hold no record join two ranges.
  void add(std::int64_t offset, std::int64_t previous);
  /// The partition begins there now: retention has taken what was before.
  void begin_at(std::int64_t offset);

  /// All below it are done.
  std::int64_t prefix() const { return prefix_; }
  std::string encode() const;

 private:
  void add_range(std::int64_t begin, std::int64_t end);
  void absorb();

  std::int64_t prefix_ = 0;
  std::map<std::int64_t, std::int64_t> ranges_;  ///< begin -> end, beyond the prefix, neither touching nor overlapping
};

}  // namespace sluice
