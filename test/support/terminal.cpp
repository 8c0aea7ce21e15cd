// SPDX-License-Identifier: Apache-2.0
#include "support/terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>

namespace sluice::test {

Terminal::Terminal(const Command& command) {
  std::vector<std::string> texts = command.argv;
  std::vector<char*> argv;
  for (std::string& text : texts) argv.push_back(text.data());
  argv.push_back(nullptr);
  int terminal = -1;
  pid_ = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "forkpty");
  if (pid_ == 0) {  // only async-signal-safe calls
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::close_range(3, ~0U, 0);
    if (command.folder.empty() || ::chdir(command.folder.c_str()) == 0) ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  terminal_.reset(terminal);
  ::fcntl(terminal, F_SETFD, FD_CLOEXEC);
}

Terminal::~Terminal() {
  if (is_waited_for_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Terminal::type(std::string_view keys) const {
  if (::write(terminal_.get(), keys.data(), keys.size()) != static_cast<ssize_t>(keys.size())) {
    throw std::runtime_error("the terminal took not all keys");
  }
}

bool Terminal::read_more(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<Milliseconds>(deadline - Clock::now());
  pollfd ready{terminal_.get(), POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(std::max<Milliseconds::rep>(left.count(), 0))) != 1) return false;
  std::array<char, 4096> bytes{};
  const ssize_t count = ::read(terminal_.get(), bytes.data(), bytes.size());
  if (count <= 0) return false;  // EIO: nobody has the terminal any more
  screen_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

bool Terminal::wait_for(std::string_view shown, Milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  while (screen_.find(shown) == std::string::npos) {
    if (!read_more(end)) return false;
  }
  return true;
}

int Terminal::exit_code(Milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  while (read_more(end)) {
  }
  int status = 0;
  const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now());
  if (!eventually(left, [&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; })) return -1;
  is_waited_for_ = true;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace sluice::test
