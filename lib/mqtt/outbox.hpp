// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "mqtt/transport/transport.hpp"

namespace sluice {

/// Whole packets on their way to one peer, in order. Writers append to `bytes()`, never a part of a packet, so that
/// packets of different writers cannot mix.
class Outbox {
 public:
  std::string& bytes() { return bytes_; }
  bool empty() const { return sent_ == bytes_.size(); }
  /// Bytes that the peer has not taken yet.
  std::size_t pending() const { return bytes_.size() - sent_; }

  /// Writes as much as the peer takes by `write(data, size) -> IoResult`; the result is the last write's:
  /// `moved` when all is out.
  template <class Write>
  IoResult flush(Write&& write) {
    while (!empty()) {
      IoResult result = write(bytes_.data() + sent_, bytes_.size() - sent_);
      if (result.kind != IoResult::Kind::moved) {
        compact();
        return result;
      }
      sent_ += result.bytes;
    }
    bytes_.clear();
    sent_ = 0;
    return {IoResult::Kind::moved, 0, {}};
  }

 private:
  void compact() {
    // Only when the sent part is the larger one: each byte is moved at most once on average.
    if (sent_ * 2 < bytes_.size()) return;
    bytes_.erase(0, sent_);
    sent_ = 0;
  }

  std::string bytes_;
  std::size_t sent_ = 0;
};

}  // namespace sluice
