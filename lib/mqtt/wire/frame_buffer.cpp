// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/frame_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace sluice {

FrameBuffer::FrameBuffer(std::size_t usual_capacity)
    : usual_capacity_(usual_capacity),
      capacity_(usual_capacity),
      data_(std::make_unique_for_overwrite<char[]>(usual_capacity)) {}

std::span<char> FrameBuffer::space() {
  const bool empty = begin_ == end_;
  if (empty) begin_ = end_ = 0;
  if (empty && capacity_ > usual_capacity_) {
    move_to(usual_capacity_);
  } else if (begin_ > 0) {
    std::memmove(data_.get(), data_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == capacity_) move_to(capacity_ * 2);
  return {data_.get() + end_, capacity_ - end_};
}

void FrameBuffer::reserve(std::size_t bytes) {
  if (bytes > capacity_) move_to(bytes);
}

void FrameBuffer::move_to(std::size_t capacity) {
  auto larger = std::make_unique_for_overwrite<char[]>(capacity);
  const std::size_t size = end_ - begin_;
  if (size > 0) std::memcpy(larger.get(), data_.get() + begin_, size);
  data_ = std::move(larger);
  capacity_ = capacity;
  begin_ = 0;
  end_ = size;
}

}  // namespace sluice
