// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/reason_code.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace sluice;

namespace {

using Codes = std::vector<int>;

Codes codes_of(ReasonScope scope, ReasonMeaning meaning) {
  Codes codes;
  for (const ReasonEntry& entry : reasons()) {
    if (entry.scope == scope && entry.meaning == meaning) codes.push_back(entry.code);
  }
  return codes;
}

}  // namespace

TEST_CASE("each row of the table is found by its code, has a name, and a remedy unless it is a success") {
  std::set<std::pair<ReasonScope, int>> seen;
  for (const ReasonEntry& entry : reasons()) {
    INFO(describe(entry));
    CHECK(seen.emplace(entry.scope, entry.code).second);
    CHECK(&reason(entry.scope, entry.code) == &entry);
    CHECK_FALSE(entry.name.empty());
    CHECK(entry.remedy.empty() == (entry.meaning == ReasonMeaning::success));
    CHECK((entry.code < 0x80 || entry.meaning != ReasonMeaning::success));
    CHECK((entry.remedy.empty() || entry.remedy.back() != '.'));
  }
}

TEST_CASE("one code has one name wherever it comes, but for the code 0") {
  std::map<int, std::string_view> names;
  for (const ReasonEntry& entry : reasons()) {
    if (entry.code == 0) continue;
    INFO(describe(entry));
    CHECK(names.emplace(entry.code, entry.name).first->second == entry.name);
  }
}

TEST_CASE("the codes of a CONNACK ask for what they should") {
  using enum ReasonMeaning;
  constexpr auto scope = ReasonScope::connack;
  CHECK(codes_of(scope, success) == Codes{0x00});
  CHECK(codes_of(scope, retry) == Codes{0x80, 0x88, 0x89, 0x9F});
  CHECK(codes_of(scope, slow_retry) == Codes{0x83, 0x86, 0x87, 0x97});
  CHECK(codes_of(scope, fatal) == Codes{0x81, 0x82, 0x84, 0x85, 0x8A, 0x8C, 0x90, 0x95, 0x99, 0x9A, 0x9B});
  CHECK(codes_of(scope, take_over).empty());
  CHECK(codes_of(scope, redirect) == Codes{0x9C, 0x9D});
  CHECK(codes_of(scope, subscribe_without_identifier).empty());
}

TEST_CASE("the codes of a SUBACK ask for what they should") {
  using enum ReasonMeaning;
  constexpr auto scope = ReasonScope::suback;
  CHECK(codes_of(scope, success) == Codes{0x00, 0x01});
  CHECK(codes_of(scope, retry) == Codes{0x80, 0x83, 0x91});
  CHECK(codes_of(scope, slow_retry) == Codes{0x87, 0x97});
  CHECK(codes_of(scope, fatal) == Codes{0x02, 0x8F, 0x9E, 0xA2});
  CHECK(codes_of(scope, take_over).empty());
  CHECK(codes_of(scope, redirect).empty());
  CHECK(codes_of(scope, subscribe_without_identifier) == Codes{0xA1});
}

TEST_CASE("the codes of an UNSUBACK ask for what they should") {
  using enum ReasonMeaning;
  constexpr auto scope = ReasonScope::unsuback;
  CHECK(codes_of(scope, success) == Codes{0x00, 0x11});
  CHECK(codes_of(scope, retry) == Codes{0x80, 0x83, 0x91});
  CHECK(codes_of(scope, slow_retry) == Codes{0x87});
  CHECK(codes_of(scope, fatal) == Codes{0x8F});
}

TEST_CASE("the codes of a DISCONNECT ask for what they should") {
  using enum ReasonMeaning;
  constexpr auto scope = ReasonScope::disconnect;
  CHECK(codes_of(scope, success).empty());
  CHECK(codes_of(scope, retry) ==
        Codes{0x00, 0x04, 0x80, 0x83, 0x89, 0x8B, 0x8C, 0x8D, 0x90, 0x93, 0x96, 0x99, 0x9A, 0x9F, 0xA0});
  CHECK(codes_of(scope, slow_retry) == Codes{0x87, 0x97, 0x98});
  CHECK(codes_of(scope, fatal) == Codes{0x81, 0x82, 0x8F, 0x94, 0x95, 0x9B, 0x9E, 0xA2});
  CHECK(codes_of(scope, take_over) == Codes{0x8E});
  CHECK(codes_of(scope, redirect) == Codes{0x9C, 0x9D});
  CHECK(codes_of(scope, subscribe_without_identifier) == Codes{0xA1});
}

TEST_CASE("the codes of a PUBACK ask for what they should") {
  using enum ReasonMeaning;
  constexpr auto scope = ReasonScope::puback;
  CHECK(codes_of(scope, success) == Codes{0x00, 0x10});
  CHECK(codes_of(scope, retry) == Codes{0x80, 0x83, 0x91});
  CHECK(codes_of(scope, slow_retry) == Codes{0x87, 0x97});
  CHECK(codes_of(scope, fatal) == Codes{0x90, 0x99});
}

TEST_CASE("a code that the table does not have says so and is tried again") {
  using enum ReasonScope;
  for (const ReasonScope scope : {connack, suback, unsuback, disconnect, puback}) {
    for (const int code : {0x7F, 0x85 + 0x6A, 0xFF}) {
      const ReasonEntry& entry = reason(scope, static_cast<std::uint8_t>(code));
      CHECK(entry.scope == scope);
      CHECK(entry.code == code);
      CHECK(entry.meaning == ReasonMeaning::retry);
      CHECK(entry.remedy == "look into the server's documentation for this code");
    }
  }
  CHECK(describe(suback, 0xEF) == "0xEF (not a reason code of MQTT 5 for this packet)");
}

TEST_CASE("a grant other than the QoS that was asked for is refused for good") {
  CHECK(grant(1, 1).meaning == ReasonMeaning::success);
  CHECK(grant(0, 0).meaning == ReasonMeaning::success);
  CHECK(grant(0, 1).meaning == ReasonMeaning::fatal);
  CHECK(grant(0, 1).remedy == "let the server grant QoS 1 for this filter, or set mqtt.qos to 0 and accept losses");
  CHECK(grant(1, 0).meaning == ReasonMeaning::success);
  CHECK(grant(2, 1).meaning == ReasonMeaning::fatal);
  CHECK(grant(0x87, 1).meaning == ReasonMeaning::slow_retry);
  CHECK(describe(grant(0, 1)) == "0x00 Granted QoS 0");
}

TEST_CASE("a code is described by its number and its name in the standard") {
  CHECK(describe(ReasonScope::connack, 0x87) == "0x87 Not authorized");
  CHECK(describe(ReasonScope::connack, 0x00) == "0x00 Success");
  CHECK(describe(ReasonScope::disconnect, 0x00) == "0x00 Normal disconnection");
  CHECK(describe(ReasonScope::disconnect, 0x8E) == "0x8E Session taken over");
}
