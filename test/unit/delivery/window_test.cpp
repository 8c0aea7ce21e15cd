// SPDX-License-Identifier: Apache-2.0
#include "delivery/window.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <random>

namespace sluice {
namespace {

std::vector<std::uint16_t> released(Window& window) {
  std::vector<std::uint16_t> ids;
  window.release(ids);
  return ids;
}

TEST_CASE("acknowledgements are released for the longest settled prefix, in every order of settling") {
  // Exhaustive: all 5040 orders in which seven messages can become safe.
  std::vector<Ticket> order(7);
  std::iota(order.begin(), order.end(), Ticket{0});
  do {
    Window window({7, 1000});
    for (std::uint16_t id = 1; id <= 7; ++id) window.admit(id, 10);
    std::vector<bool> settled(7, false);
    std::vector<std::uint16_t> all;
    for (const Ticket ticket : order) {
      window.settle(ticket);
      settled[ticket] = true;
      window.release(all);
      const auto prefix = static_cast<std::size_t>(std::find(settled.begin(), settled.end(), false) - settled.begin());
      REQUIRE(all.size() == prefix);
      REQUIRE(window.open() == 7 - prefix);
    }
    REQUIRE(all == std::vector<std::uint16_t>{1, 2, 3, 4, 5, 6, 7});
    REQUIRE(window.open_bytes() == 0);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("nothing is released before it is settled") {
  Window window({4, 100});
  window.admit(7, 10);
  REQUIRE(released(window).empty());
  REQUIRE(window.is_open(7));
  window.settle(0);
  REQUIRE(window.is_open(7));
  REQUIRE(released(window) == std::vector<std::uint16_t>{7});
  REQUIRE_FALSE(window.is_open(7));
  REQUIRE(released(window).empty());
}

TEST_CASE("a window is full by messages or by bytes, whichever comes first") {
  Window window({3, 100});
  window.admit(1, 60);
  REQUIRE(window.fits(40));
  REQUIRE_FALSE(window.fits(41));
  window.admit(2, 20);
  window.admit(3, 20);
  REQUIRE_FALSE(window.fits(0));
  window.settle(1);
  REQUIRE(window.open_bytes() == 80);
  REQUIRE_FALSE(window.fits(1));  // not yet released: the broker's quota is still used
}

TEST_CASE("an empty window takes a single message larger than its bytes") {
  Window window({3, 100});
  REQUIRE(window.fits(5000));
  window.admit(1, 5000);
  REQUIRE_FALSE(window.fits(1));
}

TEST_CASE("a QoS 0 message takes room and is released without an acknowledgement") {
  Window window({3, 100});
  window.admit(0, 10);
  window.admit(9, 10);
  REQUIRE_FALSE(window.is_open(0));
  window.settle(1);
  REQUIRE(released(window).empty());
  window.settle(0);
  REQUIRE(released(window) == std::vector<std::uint16_t>{9});
  REQUIRE(window.open() == 0);
}

TEST_CASE("after a reconnect old messages keep their room but are never acknowledged") {
  Window window({4, 100});
  const Ticket old_first = window.admit(1, 30);
  const Ticket old_second = window.admit(2, 30);
  window.end_epoch();
  REQUIRE(window.open() == 2);
  REQUIRE(window.open_bytes() == 60);
  REQUIRE(window.unacknowledged() == 0);
  REQUIRE_FALSE(window.is_open(1));

  const Ticket fresh = window.admit(1, 30);  // the broker uses the number again
  REQUIRE(fresh == 2);
  window.settle(old_first);
  REQUIRE(released(window).empty());
  REQUIRE(window.is_open(1));
  window.settle(old_second);
  REQUIRE(released(window).empty());
  window.settle(fresh);
  REQUIRE(released(window) == std::vector<std::uint16_t>{1});
}

TEST_CASE("random lives keep the invariants") {
  std::mt19937 engine(20261121);
  const auto random = [&engine] { return static_cast<std::uint32_t>(engine()); };
  for (int life = 0; life < 200; ++life) {
    const std::uint32_t messages = 1 + random() % 40;
    Window window({messages, 4000});
    std::vector<Ticket> unsettled;
    std::vector<std::uint16_t> expected;  // packet ids of this epoch in order of receipt
    std::vector<std::uint16_t> acknowledged;
    std::uint16_t next_id = 0;
    for (int step = 0; step < 500; ++step) {
      const auto action = random() % 100;
      if (action < 55) {
        const std::uint64_t bytes = 1 + random() % 200;
        if (!window.fits(bytes)) continue;
        next_id = static_cast<std::uint16_t>(next_id % 65535 + 1);
        const bool qos0 = random() % 8 == 0;
        if (!qos0) expected.push_back(next_id);
        unsettled.push_back(window.admit(qos0 ? std::uint16_t{0} : next_id, bytes));
      } else if (action < 98) {
        if (unsettled.empty()) continue;
        const auto which = static_cast<std::ptrdiff_t>(random() % unsettled.size());
        window.settle(unsettled[static_cast<std::size_t>(which)]);
        unsettled.erase(unsettled.begin() + which);
        window.release(acknowledged);
      } else {
        window.end_epoch();
        expected.clear();
        acknowledged.clear();
      }
      REQUIRE(window.open() <= messages);
      REQUIRE(window.unsettled() == unsettled.size());
      REQUIRE(acknowledged.size() <= expected.size());
      REQUIRE(std::equal(acknowledged.begin(), acknowledged.end(), expected.begin()));
    }
    for (const Ticket ticket : unsettled) window.settle(ticket);
    window.release(acknowledged);
    REQUIRE(acknowledged == expected);
    REQUIRE(window.open() == 0);
    REQUIRE(window.open_bytes() == 0);
  }
}

}  // namespace
}  // namespace sluice
