// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace sluice::test {

/// A task's configuration by dotted keys, each value a piece of YAML. Starts with what every test needs: the task
/// `plant`, filter `load/#`, one connection with the client id `plant-0`, topic `plant`, short waits.
class TaskFile {
 public:
  TaskFile(const std::string& mqtt_broker, const std::string& kafka_broker);

  TaskFile& set(const std::string& key, const std::string& value);
  TaskFile& remove(const std::string& key);
  std::string yaml() const;

 private:
  std::map<std::string, std::string> values_;
};

/// The command line of `sluice NAME`, such as `dead-letters list`, with the configuration written into `folder`.
Command command_for(const TempDir& folder, const TaskFile& file, const std::vector<std::string>& more,
                    const std::string& name);

/// `sluice run`, or another command with a configuration, as a child process. When a test fails while it lives, when
/// its exit code is not 0, or when SLUICE_TEST_LOG is set, its log is printed.
class SluiceProcess {
 public:
  explicit SluiceProcess(const TaskFile& file, const std::vector<std::string>& more_arguments = {},
                         const std::string& command = "run");
  ~SluiceProcess();
  SluiceProcess(const SluiceProcess&) = delete;
  SluiceProcess& operator=(const SluiceProcess&) = delete;

  /// Waits for `event=ready` for the n-th time; throws std::runtime_error with the log when it does not come.
  void wait_ready(std::size_t times = 1, Milliseconds deadline = Milliseconds{60'000});
  /// Waits for a log line with all of these in it; throws std::runtime_error with the log when none comes.
  /// Returns the line.
  std::string wait_for_log(const std::vector<std::string_view>& patterns, Milliseconds deadline = Milliseconds{15'000});

  /// SIGTERM.
  void terminate() { process_.signal(15); }
  /// SIGKILL, and waits for its end.
  void kill();
  /// Its exit code; throws std::runtime_error when it still runs at the deadline or a signal ended it.
  int exit_code(Milliseconds deadline = Milliseconds{30'000});
  /// SIGTERM and then the exit code.
  int stop(Milliseconds deadline = Milliseconds{30'000});

  Process& process() { return process_; }

 private:
  [[noreturn]] void fail(const std::string& what);

  TempDir folder_;
  Process process_;
  int exceptions_before_;
  bool ended_badly_ = false;
};

}  // namespace sluice::test
