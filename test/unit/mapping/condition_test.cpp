// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/condition.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sample_message.hpp"

namespace sluice {

TEST_CASE("WHERE may stand before a condition, in any letter case") {
  const std::string text =
      GENERATE(as<std::string>(), "WHERE $qos = 1", "\twHeRe\r\n$qos=1\n", "where($qos)=1", "$qos = 1");
  CAPTURE(text);
  const MappingRules rules = sample_rules();
  Reading reading(rules);
  const MqttMessage full = sample_message();
  reading.begin(full);
  const auto condition = Condition::parse(text);
  REQUIRE(condition.has_value());
  CHECK(condition->passes(reading));
}

TEST_CASE("a condition says which fields it uses, and where") {
  const auto condition = Condition::parse("$QoS = 1 AND (k1 = 'v1' OR $payload.a[0] > 5)");
  REQUIRE(condition.has_value());
  const auto uses = condition->uses();
  REQUIRE(uses.size() == 3);
  CHECK(uses[0].field.id == FieldId::qos);
  CHECK(uses[0].offset == 0);
  CHECK(uses[1].field.user_name == "k1");
  CHECK(uses[1].offset == 14);
  CHECK(uses[2].field.path == PayloadPath{PathStep("a"), PathStep(std::size_t{0})});
  CHECK(uses[2].offset == 27);
}

TEST_CASE("a condition on an extended field that nothing carries is a fault at the field") {
  std::vector<MappingFault> faults;
  const auto condition = compile_condition("routes[1].where", "$ClientId = 'a' AND $username = 'b' OR $MessageId = '1'",
                                           sample_rules(), faults);
  CHECK(condition.has_value());
  REQUIRE(faults.size() == 2);
  CHECK(faults[0] == MappingFault{"routes[1].where", 20, "publisher_username is not mapped: no message can have it",
                                  "name the user property that carries it: extended_fields.publisher_username"});
  CHECK(faults[1].offset == 39);
}

TEST_CASE("a fault of the text is told under the condition's key") {
  std::vector<MappingFault> faults;
  CHECK_FALSE(compile_condition("where", "$qos == 1", sample_rules(), faults).has_value());
  REQUIRE(faults.size() == 1);
  CHECK(faults[0] == MappingFault{"where", 5, "`==` is not known to a condition", "write ="});
}

TEST_CASE("a condition outlives its text and may be copied") {
  std::optional<Condition> copy;
  {
    auto text = std::make_unique<std::string>("k1 = 'last' AND $topic LIKE 'plant/%'");
    const auto condition = Condition::parse(*text);
    REQUIRE(condition.has_value());
    copy = *condition;
  }
  const MappingRules rules = sample_rules();
  Reading reading(rules);
  const MqttMessage full = sample_message();
  reading.begin(full);
  CHECK(copy->passes(reading));
}

}  // namespace sluice
