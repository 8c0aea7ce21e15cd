// SPDX-License-Identifier: Apache-2.0
#include "support/sluice_process.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace sluice::test {
namespace {

bool has_all(const std::string& line, const std::vector<std::string_view>& patterns) {
  return std::ranges::all_of(patterns, [&](auto pattern) { return line.find(pattern) != std::string::npos; });
}

}  // namespace

Command command_for(const TempDir& folder, const TaskFile& file, const std::vector<std::string>& more,
                    const std::string& name) {
  const char* other = std::getenv("SLUICE_BINARY");
  Command command{{other != nullptr ? other : SLUICE_BINARY}, {}, {}};
  std::istringstream words(name);
  for (std::string word; words >> word;) command.argv.push_back(word);
  command.argv.insert(command.argv.end(), {"--config", folder.write("task.yaml", file.yaml()).string()});
  command.argv.insert(command.argv.end(), more.begin(), more.end());
  return command;
}

TaskFile::TaskFile(const std::string& mqtt_broker, const std::string& kafka_broker)
    : values_{{"task", "plant"},
              {"mqtt.brokers", "[\"" + mqtt_broker + "\"]"},
              {"mqtt.filters", "[\"load/#\"]"},
              {"mqtt.client_id", "plant-0"},
              {"mapping.topic", "plant"},
              {"kafka.brokers", "[\"" + kafka_broker + "\"]"},
              {"log.level", "debug"}} {}

TaskFile& TaskFile::set(const std::string& key, const std::string& value) {
  values_[key] = value;
  return *this;
}

TaskFile& TaskFile::remove(const std::string& key) {
  values_.erase(key);
  return *this;
}

// Keys are sorted, so the keys of a section stand together.
std::string TaskFile::yaml() const {
  std::string text;
  std::vector<std::string> open;
  for (const auto& [key, value] : values_) {
    std::vector<std::string> path;
    for (std::size_t start = 0, dot = 0; dot != std::string::npos; start = dot + 1) {
      dot = key.find('.', start);
      path.push_back(key.substr(start, dot == std::string::npos ? dot : dot - start));
    }
    std::size_t shared = 0;
    while (shared < open.size() && shared + 1 < path.size() && open[shared] == path[shared]) ++shared;
    open.assign(path.begin(), path.end() - 1);
    for (std::size_t depth = shared; depth < path.size(); ++depth) {
      text += std::string(2 * depth, ' ') + path[depth] + ":";
      text += depth + 1 == path.size() ? " " + value + "\n" : "\n";
    }
  }
  return text;
}

SluiceProcess::SluiceProcess(const TaskFile& file, const std::vector<std::string>& more_arguments,
                             const std::string& command)
    : process_(command_for(folder_, file, more_arguments, command)), exceptions_before_(std::uncaught_exceptions()) {}

SluiceProcess::~SluiceProcess() {
  const bool failed = std::uncaught_exceptions() != exceptions_before_;
  if (!failed && !ended_badly_ && std::getenv("SLUICE_TEST_LOG") == nullptr) return;
  std::cerr << "---- log of sluice, process " << process_.pid() << "\n" << process_.output() << "----\n";
}

void SluiceProcess::fail(const std::string& what) {
  const auto ended = process_.wait(Milliseconds{0});
  throw std::runtime_error("sluice " + what + (ended ? " (" + to_text(*ended) + ")" : " (still running)"));
}

void SluiceProcess::wait_ready(std::size_t times, Milliseconds deadline) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < times; ++i) {
    const auto found = process_.wait_for_line("event=ready", deadline, from);
    if (!found) fail("did not log event=ready " + std::to_string(times) + " times");
    from = *found + 1;
  }
}

std::string SluiceProcess::wait_for_log(const std::vector<std::string_view>& patterns, Milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  std::string wanted;
  for (const auto& pattern : patterns) wanted += " \"" + std::string(pattern) + "\"";
  for (std::size_t from = 0;;) {
    const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now());
    const auto found = process_.wait_for_line(patterns.at(0), std::max(left, Milliseconds{0}), from);
    if (!found) fail("logged no line with" + wanted);
    auto line = process_.line(*found);
    if (has_all(line, patterns)) return line;
    from = *found + 1;
  }
}

void SluiceProcess::kill() {
  process_.signal(SIGKILL);
  if (!process_.wait(Milliseconds{10'000})) fail("outlived SIGKILL");
}

int SluiceProcess::exit_code(Milliseconds deadline) {
  const auto ended = process_.wait(deadline);
  if (!ended) fail("did not end within " + std::to_string(deadline.count()) + " ms");
  if (ended->signal != 0) fail("did not end by itself");
  ended_badly_ = ended->code != 0;
  return ended->code;
}

int SluiceProcess::stop(Milliseconds deadline) {
  terminate();
  return exit_code(deadline);
}

}  // namespace sluice::test
