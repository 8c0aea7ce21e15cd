// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "core/clock.hpp"
#include "core/unique_fd.hpp"

namespace sluice {

/// One thread's epoll loop: descriptors, timers, and work posted from other threads.
/// Everything but `post` and `stop` belongs to the thread that calls `run`.
class EventLoop {
 public:
  using Handler = std::function<void(std::uint32_t epoll_events)>;
  using Task = std::function<void()>;
  using TimerId = std::uint64_t;

  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Calls `handler` whenever `fd` has one of `events` (level-triggered). The loop does not own the descriptor:
  /// `forget` it before closing it. A handler may forget any descriptor, its own too.
  void watch(int fd, std::uint32_t events, Handler handler);
  void change(int fd, std::uint32_t events);
  void forget(int fd);

  TimerId at(TimePoint when, Task task);
  TimerId after(Millis delay, Task task) { return at(Clock::now() + delay, std::move(task)); }
  /// No effect on a timer that has fired.
  void cancel(TimerId id);

  /// From any thread: runs `task` in the loop's thread.
  void post(Task task);

  void run();
  /// From any thread: `run` returns after the current round.
  void stop();

 private:
  struct Watch {
    Handler handler;
  };

  void run_posted();
  int run_due_timers();

  UniqueFd epoll_;
  UniqueFd wakeup_;
  // Watches are shared so that a handler may forget its own descriptor while it runs.
  std::unordered_map<int, std::shared_ptr<Watch>> watches_;
  std::map<std::pair<TimePoint, TimerId>, Task> timers_;
  std::unordered_map<TimerId, TimePoint> timer_times_;
  TimerId last_timer_ = 0;
  bool stopping_ = false;

  std::mutex posted_mutex_;
  std::vector<Task> posted_;
};

}  // namespace sluice
