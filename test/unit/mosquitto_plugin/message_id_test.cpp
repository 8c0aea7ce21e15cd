// SPDX-License-Identifier: Apache-2.0
#include "deploy/mosquitto/message_id.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace sluice::mosquitto {
namespace {

std::string text(const MessageIds::Text& id) { return id.data(); }

}  // namespace

TEST_CASE("a message id is time, number and the broker's start, as 32 hexadecimal digits") {
  MessageIds ids(0xABCDEF123456);
  CHECK(text(ids.next(0x01a1fefbe2c3)) == "01a1fefbe2c300000000abcdef123456");
  CHECK(text(ids.next(0x01a1fefbe2c3)) == "01a1fefbe2c300000001abcdef123456");
  CHECK(text(ids.next(0x01a1fefbe2c4)) == "01a1fefbe2c400000002abcdef123456");
}

TEST_CASE("message ids sort in the order of the messages, also when the clock is set back") {
  MessageIds ids(1);
  const std::string first = text(ids.next(2'000));
  const std::string second = text(ids.next(1'000));
  const std::string third = text(ids.next(2'001));
  CHECK(first < second);
  CHECK(second < third);
}

TEST_CASE("of the broker's start the lower 48 bits count") {
  MessageIds ids(0xFFFF'0000'0000'0001);
  CHECK(text(ids.next(0)) == "00000000000000000000000000000001");
}

}  // namespace sluice::mosquitto
