// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace sluice {

/// Bytes read and not yet walked, in one piece, so that packets are decoded where they lie. Grows for a packet larger
/// than its usual capacity and goes back to that when empty.
class FrameBuffer {
 public:
  explicit FrameBuffer(std::size_t usual_capacity);

  /// Room to read into, never empty; moves what is pending to the front, so views into it end here.
  std::span<char> space();
  /// `bytes` of the last `space()` were filled.
  void filled(std::size_t bytes) { end_ += bytes; }
  std::string_view pending() const { return {data_.get() + begin_, end_ - begin_}; }
  /// The first `bytes` pending are done with; views into them stay valid until the next `space()` or `reserve()`.
  void consume(std::size_t bytes) { begin_ += bytes; }
  /// Makes sure that a packet of `bytes`, of which the first are pending, fits in one piece.
  void reserve(std::size_t bytes);

 private:
  void move_to(std::size_t capacity);

  std::size_t usual_capacity_;
  std::size_t capacity_;
  std::unique_ptr<char[]> data_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace sluice
