// SPDX-License-Identifier: Apache-2.0
#include "support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace sluice::test {
namespace {

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& added) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    bool replaced = false;
    for (const auto& [name, value] : added) replaced = replaced || text.starts_with(name + "=");
    if (!replaced) all.emplace_back(text);
  }
  for (const auto& [name, value] : added) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// Runs between fork and exec: only async-signal-safe calls. Never returns.
[[noreturn]] void become(const char* folder, char* const* argv, char* const* env, int output, int report,
                         pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it died before the line above
  const int null = ::open("/dev/null", O_RDONLY);
  ::dup2(null, 0);
  ::dup2(output, 1);
  ::dup2(output, 2);
  ::fcntl(report, F_SETFD, FD_CLOEXEC);
  const unsigned int status_fd = 3;
  if (report != 3) ::dup3(report, 3, O_CLOEXEC);
  ::close_range(status_fd + 1, ~0U, 0);
  int error = 0;
  if (*folder != '\0' && ::chdir(folder) != 0) error = errno;
  if (error == 0) {
    ::execvpe(argv[0], argv, env);
    error = errno;
  }
  const ssize_t ignored = ::write(3, &error, sizeof error);
  static_cast<void>(ignored);
  ::_exit(127);
}

}  // namespace

std::string to_text(const ExitStatus& status) {
  if (status.signal != 0) return "ended by signal " + std::to_string(status.signal);
  return "exit code " + std::to_string(status.code);
}

Process::Process(const Command& command) : name_(command.argv.at(0)) {
  auto argument_texts = command.argv;
  auto env_texts = environment_with(command.env);
  const auto argv = pointers(argument_texts);
  const auto env = pointers(env_texts);
  std::array<int, 2> output{};
  std::array<int, 2> report{};
  if (::pipe2(output.data(), O_CLOEXEC) != 0) fail(errno, "pipe");
  output_fd_.reset(output[0]);
  const UniqueFd child_output(output[1]);
  if (::pipe2(report.data(), O_CLOEXEC) != 0) fail(errno, "pipe");
  const UniqueFd report_read(report[0]);
  UniqueFd report_write(report[1]);

  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) fail(errno, "fork");
  if (pid_ == 0) become(command.folder.c_str(), argv.data(), env.data(), output[1], report[1], parent);
  ::setpgid(pid_, pid_);  // both sides do it: whoever comes first
  report_write.reset();
  int error = 0;
  if (::read(report_read.get(), &error, sizeof error) == static_cast<ssize_t>(sizeof error)) {
    ::waitpid(pid_, nullptr, 0);
    fail(error, "cannot start " + name_);
  }
  drainer_ = std::thread([this] { drain(); });
}

Process::~Process() {
  signal_group(SIGKILL);
  if (!ended_) ::waitpid(pid_, nullptr, 0);
  drainer_.join();
}

void Process::signal(int number) const {
  if (!ended_) ::kill(pid_, number);
}

void Process::signal_group(int number) const { ::kill(-pid_, number); }

std::optional<ExitStatus> Process::wait(Milliseconds deadline) {
  eventually(deadline, [this] {
    if (ended_) return true;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return false;
    ended_ = WIFEXITED(status) ? ExitStatus{WEXITSTATUS(status), 0} : ExitStatus{-1, WTERMSIG(status)};
    return true;
  });
  return ended_;
}

std::optional<std::size_t> Process::wait_for_line(std::string_view pattern, Milliseconds deadline, std::size_t from) {
  std::unique_lock lock(mutex_);
  std::optional<std::size_t> found;
  changed_.wait_for(lock, deadline, [&] {
    for (; from < lines_.size(); ++from) {
      if (lines_[from].find(pattern) != std::string::npos) {
        found = from;
        return true;
      }
    }
    return finished_;
  });
  return found;
}

std::string Process::line(std::size_t index) const {
  const std::lock_guard lock(mutex_);
  return lines_.at(index);
}

std::size_t Process::line_count() const {
  const std::lock_guard lock(mutex_);
  return lines_.size();
}

std::size_t Process::count_lines(std::string_view pattern) const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& line : lines_) count += line.find(pattern) != std::string::npos ? 1U : 0U;
  return count;
}

std::string Process::output() const {
  const std::lock_guard lock(mutex_);
  std::string all;
  for (const auto& line : lines_) all += line + "\n";
  return all;
}

void Process::drain() {
  std::string rest;
  std::array<char, 16384> buffer;
  for (;;) {
    const ssize_t got = ::read(output_fd_.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    rest.append(buffer.data(), static_cast<std::size_t>(got));
    const std::lock_guard lock(mutex_);
    for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n')) {
      lines_.push_back(rest.substr(0, end));
      rest.erase(0, end + 1);
    }
    changed_.notify_all();
  }
  const std::lock_guard lock(mutex_);
  if (!rest.empty()) lines_.push_back(rest);
  finished_ = true;
  changed_.notify_all();
}

}  // namespace sluice::test
