// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "core/unique_fd.hpp"
#include "support/eventually.hpp"

namespace sluice::test {

/// What to start. `env` is added to the environment of the test.
struct Command {
  std::vector<std::string> argv;
  std::vector<std::pair<std::string, std::string>> env;
  std::string folder;  ///< working directory; empty: the test's
};

/// How a process ended.
struct ExitStatus {
  int code = -1;   ///< exit code, or -1 when a signal ended it
  int signal = 0;  ///< the signal that ended it, or 0

  friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};
std::string to_text(const ExitStatus& status);

/// A child process, leader of its own process group, which inherits no descriptor but 0, 1 and 2.
/// Both its outputs are drained by a thread into lines. Whatever is left of the group is killed in the destructor;
/// the kernel kills the child too when the thread that started it dies: start it in a thread that lives as long.
class Process {
 public:
  /// Throws std::system_error when the program cannot be started.
  explicit Process(const Command& command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  const std::string& name() const { return name_; }

  void signal(int number) const;        ///< to the process; nothing once it was waited for
  void signal_group(int number) const;  ///< to it and its children

  /// How it ended, or nullopt when it still ran at the deadline. May be asked again.
  std::optional<ExitStatus> wait(Milliseconds deadline);
  bool is_running() { return !wait(Milliseconds{0}); }

  /// The first line at index `from` or later that contains `pattern`: its index, or nullopt at the deadline or when
  /// the output ended without it.
  std::optional<std::size_t> wait_for_line(std::string_view pattern, Milliseconds deadline, std::size_t from = 0);

  std::string line(std::size_t index) const;
  std::size_t line_count() const;
  /// Number of lines so far that contain `pattern`.
  std::size_t count_lines(std::string_view pattern) const;
  /// All that was written so far, for a failure's text.
  std::string output() const;

 private:
  void drain();

  std::string name_;
  pid_t pid_ = -1;
  UniqueFd output_fd_;
  std::optional<ExitStatus> ended_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;  ///< guarded by mutex_
  bool finished_ = false;           ///< guarded by mutex_: the output has ended
  std::thread drainer_;
};

}  // namespace sluice::test
