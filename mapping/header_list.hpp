// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "mapping/kafka_record.hpp"

namespace sluice {

/// A record's headers while they are gathered. Room is made once a message, so that adding one is two stores: a dozen
/// headers a message are the largest part of the mapping.
class HeaderList {
 public:
  /// Empties the list and makes room for `most` headers.
  void begin(std::size_t most) {
    if (headers_.size() > kept_max && most <= kept_max) headers_ = {};
    if (most > headers_.size()) headers_.resize(most);
    count_ = 0;
  }
  /// At most as often as `begin` was told.
  void add(std::string_view name, std::string_view value) { headers_[count_++] = {name, value}; }

  /// Until the next `begin`.
  std::span<const RecordHeader> view() const { return {headers_.data(), count_}; }

 private:
  /// A message of nothing but empty user properties needs six times its size here: then it is given back.
  static constexpr std::size_t kept_max = 4096;

  std::vector<RecordHeader> headers_;
  std::size_t count_ = 0;
};

}  // namespace sluice
