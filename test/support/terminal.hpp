// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/unique_fd.hpp"
#include "support/process.hpp"

namespace sluice::test {

/// A program on a terminal of its own: what a person would see and type. Killed in the destructor.
class Terminal {
 public:
  /// `command.env` is not used. Throws std::system_error when there is no terminal.
  explicit Terminal(const Command& command);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// As if typed: `\n` ends a line, `\x03` is Ctrl-C, `\x04` Ctrl-D. The kernel hands it on
  /// a little later: a Ctrl-C has become a signal when `^C` is on the screen.
  void type(std::string_view keys) const;
  /// Whether this was shown before the deadline.
  bool wait_for(std::string_view shown, Milliseconds deadline = Milliseconds{20'000});
  /// Its exit code, once it has ended; -1 at the deadline, or when a signal ended it.
  int exit_code(Milliseconds deadline = Milliseconds{20'000});
  /// All bytes so far. The terminal writes `\r\n` for `\n`, and `^C`.
  const std::string& screen() const { return screen_; }

 private:
  /// Reads on; false when nothing comes any more or the deadline has passed.
  bool read_more(Clock::time_point deadline);

  pid_t pid_ = -1;
  UniqueFd terminal_;
  std::string screen_;
  bool is_waited_for_ = false;
};

}  // namespace sluice::test
