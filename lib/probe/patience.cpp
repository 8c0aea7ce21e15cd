// SPDX-License-Identifier: Apache-2.0
#include "probe/patience.hpp"

#include <poll.h>

#include <algorithm>
#include <array>

namespace sluice {

Millis StepTime::left() const { return std::max(std::chrono::ceil<Millis>(end_ - Clock::now()), Millis{0}); }

Waited StepTime::wait(int fd, short events) const {
  while (true) {
    std::array<pollfd, 2> fds{{{stop_fd_, POLLIN, 0}, {fd, events, 0}}};
    const int count = ::poll(fds.data(), fds.size(), static_cast<int>(left().count()));
    if (count > 0 && fds[0].revents != 0) return Waited::stopped;
    if (count > 0) return Waited::ready;
    if (Clock::now() >= end_) return Waited::deadline;
  }
}

bool StepTime::is_stopped() const {
  pollfd stop{stop_fd_, POLLIN, 0};
  return ::poll(&stop, 1, 0) > 0;
}

}  // namespace sluice
