// SPDX-License-Identifier: Apache-2.0
#include "core/event_loop.hpp"

#include <sys/socket.h>

#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <thread>

namespace sluice {
namespace {

using namespace std::chrono_literals;

struct Pair {
  Pair() {
    std::array<int, 2> fds{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds.data()) == 0);
    a = UniqueFd(fds[0]);
    b = UniqueFd(fds[1]);
  }
  UniqueFd a;
  UniqueFd b;
};

TEST_CASE("timers fire in the order of their times, cancelled ones not at all") {
  EventLoop loop;
  std::string fired;
  loop.after(20ms, [&] {
    fired += "c";
    loop.stop();
  });
  loop.after(1ms, [&] { fired += "a"; });
  const auto cancelled = loop.after(5ms, [&] { fired += "x"; });
  loop.after(10ms, [&] { fired += "b"; });
  loop.cancel(cancelled);
  loop.cancel(cancelled);
  loop.run();
  REQUIRE(fired == "abc");
}

TEST_CASE("work posted from another thread runs in the loop's thread, in order") {
  EventLoop loop;
  std::string ran;
  std::thread::id thread;
  std::thread poster([&] {
    for (const char c : std::string("abc"))
      loop.post([&ran, &thread, c] { ran += c, thread = std::this_thread::get_id(); });
    loop.stop();
  });
  loop.run();
  poster.join();
  REQUIRE(ran == "abc");
  REQUIRE(thread == std::this_thread::get_id());
}

TEST_CASE("a handler may forget its own descriptor and those of the same round") {
  EventLoop loop;
  Pair first;
  Pair second;
  int calls = 0;
  const auto handler = [&](std::uint32_t) {
    ++calls;
    loop.forget(first.a.get());
    loop.forget(second.a.get());
    loop.stop();
  };
  loop.watch(first.a.get(), EPOLLIN, handler);
  loop.watch(second.a.get(), EPOLLIN, handler);
  REQUIRE(::write(first.b.get(), "x", 1) == 1);
  REQUIRE(::write(second.b.get(), "x", 1) == 1);
  loop.run();
  REQUIRE(calls == 1);
}

TEST_CASE("a change of interest takes effect") {
  EventLoop loop;
  Pair pair;
  std::uint32_t seen = 0;
  loop.watch(pair.a.get(), EPOLLIN, [&](std::uint32_t events) {
    seen = events;
    loop.stop();
  });
  loop.change(pair.a.get(), EPOLLOUT);
  loop.run();
  REQUIRE(seen == EPOLLOUT);
}

}  // namespace
}  // namespace sluice
