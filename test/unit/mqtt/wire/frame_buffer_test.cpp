// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/frame_buffer.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>

namespace sluice {
namespace {

void fill(FrameBuffer& buffer, std::string_view text) {
  const auto space = buffer.space();
  REQUIRE(space.size() >= text.size());
  std::copy(text.begin(), text.end(), space.begin());
  buffer.filled(text.size());
}

TEST_CASE("what is read is pending until it is consumed") {
  FrameBuffer buffer(8);
  fill(buffer, "abcd");
  REQUIRE(buffer.pending() == "abcd");
  buffer.consume(3);
  REQUIRE(buffer.pending() == "d");
  fill(buffer, "efg");
  REQUIRE(buffer.pending() == "defg");
}

TEST_CASE("a packet larger than the usual capacity fits after reserve, and the buffer shrinks when empty") {
  FrameBuffer buffer(8);
  fill(buffer, "12345678");
  buffer.reserve(20);
  REQUIRE(buffer.pending() == "12345678");
  REQUIRE(buffer.space().size() == 12);
  fill(buffer, "abcdefghijkl");
  REQUIRE(buffer.pending() == "12345678abcdefghijkl");
  buffer.consume(20);
  REQUIRE(buffer.space().size() == 8);
}

TEST_CASE("a stream cut anywhere comes out as it went in") {
  std::mt19937 engine(7);
  std::string sent;
  std::string got;
  FrameBuffer buffer(16);
  for (int i = 0; i < 2000; ++i) {
    const auto space = buffer.space();
    REQUIRE_FALSE(space.empty());
    const std::size_t size = 1 + engine() % space.size();
    for (std::size_t k = 0; k < size; ++k) {
      space[k] = static_cast<char>(engine());
      sent.push_back(space[k]);
    }
    buffer.filled(size);
    const std::size_t take = engine() % (buffer.pending().size() + 1);
    got += buffer.pending().substr(0, take);
    buffer.consume(take);
  }
  got += buffer.pending();
  REQUIRE(got == sent);
}

}  // namespace
}  // namespace sluice
