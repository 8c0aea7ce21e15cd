// SPDX-License-Identifier: Apache-2.0
// Random conditions on random messages, with SQLite as the judge. A failure names its seed: SLUICE_SEED=<seed> begins
// with that condition.
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "condition_oracle.hpp"
#include "condition_sample.hpp"
#include "mapping/condition/condition.hpp"

namespace sluice {

namespace {

std::uint64_t first_seed() {
  const char* given = std::getenv("SLUICE_SEED");  // NOLINT(concurrency-mt-unsafe): there is one thread
  return given == nullptr ? 1 : std::strtoull(given, nullptr, 10);
}

Condition parsed(const std::string& text) {
  auto condition = Condition::parse(text);
  if (!condition) FAIL("at byte " << condition.error().offset << ": " << condition.error().text);
  return *condition;
}

std::string shown(std::optional<bool> truth) { return !truth ? "NULL" : *truth ? "TRUE" : "FALSE"; }

}  // namespace

TEST_CASE("10,000 random conditions have the truth that SQLite gives them, on two messages each") {
  ConditionOracle oracle;
  const MappingRules rules = SampleMessage::rules();
  Reading reading(rules);
  std::array<int, 3> seen{};
  const std::uint64_t first = first_seed();
  for (std::uint64_t seed = first; seed < first + 10'000; ++seed) {
    RandomChoice random(seed);
    const SampleExpression expression = sample_condition(random);
    INFO("seed " << seed << "\ncondition " << expression.condition << "\nSQL " << expression.sql);
    const Condition condition = parsed(expression.condition);
    const Condition negation = parsed("NOT (" + expression.condition + ")");
    oracle.prepare(expression.sql);
    for (int i = 0; i < 2; ++i) {
      const SampleMessage sample(random);
      reading.begin(sample.message());
      const std::optional<bool> wanted = oracle.evaluate(sample.values());
      const std::optional<bool> got = condition.passes(reading)  ? std::optional(true)
                                      : negation.passes(reading) ? std::optional(false)
                                                                 : std::nullopt;
      ++seen.at(!wanted ? 2 : *wanted ? 1 : 0);
      // Not an assertion each: they would cost more than all the rest.
      if (got != wanted) FAIL(sample.shown() << "\nSQLite says " << shown(wanted) << ", the condition " << shown(got));
    }
  }
  // The samples are worth something: each truth is common.
  CAPTURE(seen[0], seen[1], seen[2]);
  CHECK(seen[0] > 2'000);
  CHECK(seen[1] > 2'000);
  CHECK(seen[2] > 2'000);
}

}  // namespace sluice
