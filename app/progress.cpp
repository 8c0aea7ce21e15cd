// SPDX-License-Identifier: Apache-2.0
#include "app/progress.hpp"

#include <unistd.h>

#include <iostream>

namespace sluice {

namespace {

constexpr std::size_t bar_width = 30;
constexpr Millis bar_period{100};
constexpr Millis line_period{2'000};

std::string numbers(const std::string& what, std::size_t done, std::size_t total) {
  return what + ' ' + std::to_string(done) + " of " + std::to_string(total);
}

}  // namespace

Progress::Progress(std::string what, std::size_t total)
    : what_(std::move(what)), total_(total), is_terminal_(::isatty(STDERR_FILENO) != 0) {
  if (!is_terminal_) next_ = Clock::now() + line_period;
}

Progress::~Progress() { clear(); }

std::string Progress::bar(const std::string& what, std::size_t done, std::size_t total, std::size_t width) {
  const std::size_t full = total == 0 ? width : done * width / total;
  return '[' + std::string(full, '#') + std::string(width - full, '.') + "] " + numbers(what, done, total);
}

void Progress::show(std::size_t done) {
  const TimePoint now = Clock::now();
  if (now < next_ || (done == total_ && !is_terminal_)) return;  // the end is told by whoever works
  next_ = now + (is_terminal_ ? bar_period : line_period);
  if (is_terminal_) {
    std::cerr << '\r' << bar(what_, done, total_, bar_width) << std::flush;
    is_drawn_ = true;
  } else {
    std::cerr << numbers(what_, done, total_) << '\n';
  }
}

void Progress::clear() {
  if (!is_drawn_) return;
  std::cerr << "\r\x1b[K" << std::flush;  // to the line's end
  is_drawn_ = false;
  next_ = {};
}

}  // namespace sluice
