// SPDX-License-Identifier: Apache-2.0
#include "core/event_loop.hpp"

#include <sys/eventfd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <system_error>

namespace sluice {

namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

epoll_event interest(int fd, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  return event;
}

}  // namespace

EventLoop::EventLoop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wakeup_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!epoll_) fail("epoll_create1");
  if (!wakeup_) fail("eventfd");
  watch(wakeup_.get(), EPOLLIN, [this](std::uint32_t) {
    eventfd_t count = 0;
    ::eventfd_read(wakeup_.get(), &count);
    run_posted();
  });
}

EventLoop::~EventLoop() = default;

void EventLoop::watch(int fd, std::uint32_t events, Handler handler) {
  epoll_event event = interest(fd, events);
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl add");
  watches_[fd] = std::make_shared<Watch>(Watch{std::move(handler)});
}

void EventLoop::change(int fd, std::uint32_t events) {
  assert(watches_.contains(fd));
  epoll_event event = interest(fd, events);
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event) != 0) fail("epoll_ctl mod");
}

void EventLoop::forget(int fd) {
  if (watches_.erase(fd) == 0) return;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr) != 0) fail("epoll_ctl del");
}

EventLoop::TimerId EventLoop::at(TimePoint when, Task task) {
  const TimerId id = ++last_timer_;
  timers_.emplace(std::pair(when, id), std::move(task));
  timer_times_.emplace(id, when);
  return id;
}

void EventLoop::cancel(TimerId id) {
  const auto found = timer_times_.find(id);
  if (found == timer_times_.end()) return;
  timers_.erase(std::pair(found->second, id));
  timer_times_.erase(found);
}

void EventLoop::post(Task task) {
  {
    const std::lock_guard lock(posted_mutex_);
    posted_.push_back(std::move(task));
  }
  ::eventfd_write(wakeup_.get(), 1);
}

void EventLoop::stop() {
  post([this] { stopping_ = true; });
}

void EventLoop::run_posted() {
  std::vector<Task> tasks;
  {
    const std::lock_guard lock(posted_mutex_);
    tasks.swap(posted_);
  }
  for (Task& task : tasks) task();
}

/// Runs what is due and returns epoll's timeout until the next timer: milliseconds, -1 without one.
int EventLoop::run_due_timers() {
  while (!timers_.empty()) {
    const auto first = timers_.begin();
    const auto wait = first->first.first - Clock::now();
    if (wait > Clock::duration::zero()) {
      // Rounded up: a timer must not fire a fraction early and spin.
      return static_cast<int>(std::chrono::ceil<Millis>(wait).count());
    }
    const Task task = std::move(first->second);
    timer_times_.erase(first->first.second);
    timers_.erase(first);
    task();
  }
  return -1;
}

void EventLoop::run() {
  std::array<epoll_event, 16> ready{};
  stopping_ = false;
  while (!stopping_) {
    const int timeout = run_due_timers();
    if (stopping_) break;
    const int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), timeout);
    if (count < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = ready[static_cast<std::size_t>(i)];
      // An earlier handler of this round may have forgotten this descriptor.
      const auto found = watches_.find(event.data.fd);
      if (found == watches_.end()) continue;
      const std::shared_ptr<Watch> keep = found->second;
      keep->handler(event.events);
    }
  }
}

}  // namespace sluice
