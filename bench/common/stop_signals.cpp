// SPDX-License-Identifier: Apache-2.0
#include "common/stop_signals.hpp"

#include <system_error>

namespace sluice::bench {

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

sigset_t block_stop_signals() {
  const sigset_t signals = stop_signals();
  sigset_t before;
  if (const int error = ::pthread_sigmask(SIG_BLOCK, &signals, &before); error != 0) {
    throw std::system_error(error, std::generic_category(), "pthread_sigmask");
  }
  return before;
}

}  // namespace sluice::bench
