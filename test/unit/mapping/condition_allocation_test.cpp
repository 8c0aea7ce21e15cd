// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <string>

#include "mapping/condition/condition.hpp"
#include "sample_message.hpp"
#include "support/allocation_counter.hpp"

namespace sluice {

namespace {

/// Of 100 evaluations on a full message and on a bare one, once warm.
std::size_t allocations_of(const std::string& text) {
  const auto condition = Condition::parse(text);
  REQUIRE(condition.has_value());
  const MappingRules rules = sample_rules();
  Reading reading(rules);
  std::array<MqttMessage, 2> messages{sample_message(), bare_message()};
  messages[0].payload = R"({"temp": 85.5, "names": ["a name that is longer than any short string is"]})";
  std::size_t before = 0;
  std::size_t passed = 0;
  for (int round = 0; round < 101; ++round) {
    if (round == 1) before = test::allocation_count();
    for (const MqttMessage& message : messages) {
      reading.begin(message);
      passed += condition->passes(reading) ? 1U : 0U;
    }
  }
  const std::size_t after = test::allocation_count();
  CHECK(passed > 0);
  return after - before;
}

}  // namespace

TEST_CASE("a condition allocates nothing on a message") {
  const std::string text =
      GENERATE(as<std::string>(), "$QoS = 1 AND k1 = 'last'", "$topic[2:] LIKE '%press%' OR $clientid IS NULL",
               "k1 IN ('a', 'b', 'last') OR $topic[2] BETWEEN 1 AND 8 AND NOT $duplicated",
               "CASE WHEN $retained THEN LENGTH($topic) > 5 ELSE ABS($packet_id) > 0 END",
               "COALESCE(k2, k3, 'a text that is longer than any short string is') != 'b'");
  CAPTURE(text);
  CHECK(allocations_of(text) == 0);
}

TEST_CASE("a condition that looks into the payload allocates nothing once warm") {
  CHECK(allocations_of("$payload.temp > 80 AND $payload.names[0] LIKE 'a name%'") == 0);
}

TEST_CASE("UPPER and LOWER allocate: the counter counts") {
  CHECK(allocations_of("UPPER($topic) = 'PLANT/7/PRESS//TEMP'") >= 100);
}

}  // namespace sluice
