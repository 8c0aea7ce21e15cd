// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sluice {

/// SIGTERM and SIGINT as values: blocked in every thread that is started afterwards, taken by one that waits.
/// Make it first in `main`'s thread. SIGPIPE is ignored: a closed peer is an error value of the write.
class StopSignals {
 public:
  StopSignals();

  /// A descriptor that is readable when a signal is there.
  int fd() const { return fd_; }
  /// Takes one; its number, or 0 when there is none. Never blocks.
  int take() const;

 private:
  int fd_ = -1;  ///< lives as long as the process
};

}  // namespace sluice
