// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>
#include <sys/eventfd.h>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "core/clock.hpp"
#include "core/unique_fd.hpp"

namespace sluice {

/// How long a step may take, and the operator's wish to end it all: a descriptor that becomes readable and stays so.
struct Patience {
  Millis limit{10'000};  ///< of each step
  int stop_fd = -1;      ///< -1: nobody interrupts
};

enum class Waited { ready, deadline, stopped };

/// One step's.
class StepTime {
 public:
  explicit StepTime(const Patience& patience) : end_(Clock::now() + patience.limit), stop_fd_(patience.stop_fd) {}

  /// Until the descriptor is ready for `events` (POLLIN, POLLOUT).
  Waited wait(int fd, short events) const;
  bool is_stopped() const;
  /// Not below 0.
  Millis left() const;

 private:
  TimePoint end_;
  int stop_fd_;
};

/// Makes a call that blocks, for `getaddrinfo` and librdkafka: its result, or nothing when the time or the operator's
/// patience ended before. The call then goes on in a thread of its own: it must own all that it uses.
template <class T>
std::optional<T> call_blocking(const StepTime& time, std::function<T()> call) {
  struct State {
    std::mutex mutex;
    std::optional<T> value;  ///< guarded by mutex
    UniqueFd done{::eventfd(0, EFD_CLOEXEC)};
  };
  auto state = std::make_shared<State>();
  std::thread([state, call = std::move(call)] {
    T value = call();
    const std::lock_guard lock(state->mutex);
    state->value = std::move(value);
    ::eventfd_write(state->done.get(), 1);
  }).detach();
  if (time.wait(state->done.get(), POLLIN) != Waited::ready) return std::nullopt;
  const std::lock_guard lock(state->mutex);
  return std::move(state->value);
}

}  // namespace sluice
