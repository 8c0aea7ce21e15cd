// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "core/clock.hpp"

namespace sluice {

/// How far a long command is, on standard error: a bar that is drawn over itself on a terminal, else a line every two
/// seconds. One thread.
class Progress {
 public:
  /// `what`: `replayed`; the line is `replayed 5 of 12`.
  Progress(std::string what, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t done);
  /// Takes the bar away, so that a line may be written; the next `show` draws it again.
  void clear();

  /// The bar of `width` characters with its numbers.
  static std::string bar(const std::string& what, std::size_t done, std::size_t total, std::size_t width);

 private:
  std::string what_;
  std::size_t total_;
  bool is_terminal_;
  bool is_drawn_ = false;
  TimePoint next_{};
};

}  // namespace sluice
