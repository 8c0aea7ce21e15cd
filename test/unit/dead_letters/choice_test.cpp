// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/choice.hpp"

#include <catch2/catch.hpp>

#include "unit/dead_letters/letters.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;

bool takes(const ChoiceTexts& texts, std::int64_t now_ms = refused_at_ms) {
  return read_choice(texts, now_ms).value().takes(letter());
}

std::string error_in(const ChoiceTexts& texts) { return read_choice(texts, refused_at_ms).error(); }

ChoiceTexts since(const std::string& text) {
  ChoiceTexts texts;
  texts.since = text;
  return texts;
}

ChoiceTexts ids(std::vector<std::string> list) {
  ChoiceTexts texts;
  texts.ids = std::move(list);
  return texts;
}

ChoiceTexts of(std::vector<std::string> errors, std::vector<std::string> filters, bool is_all = false) {
  ChoiceTexts texts;
  texts.errors = std::move(errors);
  texts.filters = std::move(filters);
  texts.is_all = is_all;
  return texts;
}

}  // namespace

TEST_CASE("a choice takes what passes all of its parts") {
  CHECK(takes({}));
  CHECK(takes(ids({"1:7", "3:1042"})));
  CHECK_FALSE(takes(ids({"3:1041"})));
  CHECK(takes(since("2h"), refused_at_ms + 2 * hour_ms));
  CHECK_FALSE(takes(since("2h"), refused_at_ms + 2 * hour_ms + 1));
  CHECK(takes(since("2026-01-31T23:59:59.123Z")));
  CHECK_FALSE(takes(since("2026-01-31T23:59:59.124Z")));
  CHECK(takes(since("2026-02-01T00:59+01:00")));
  CHECK(takes(of({"MSG_SIZE_TOO_LARGE", "ILLEGAL_TOPIC"}, {})));
  CHECK_FALSE(takes(of({"MSG_SIZE_TOO_LARGE"}, {})));
  CHECK(takes(of({}, {"alarm/#", "plant/+"})));
  CHECK_FALSE(takes(of({}, {"alarm/#"})));
  CHECK_FALSE(takes(of({"ILLEGAL_TOPIC"}, {"alarm/#"})));
  CHECK(takes(of({}, {}, true)));
}

TEST_CASE("a dead letter without MQTT topic passes no filter") {
  DeadLetter nameless = letter();
  nameless.mqtt_topic.reset();
  CHECK_FALSE(read_choice(of({}, {"#"}), 0).value().takes(nameless));
}

TEST_CASE("a choice that cannot be understood says why") {
  CHECK(error_in(since("yesterday")) ==
        "--since `yesterday` is neither a duration such as 2h nor a time such as 2026-01-31T00:00Z");
  CHECK(error_in(since("17")) == "--since `17` is neither a duration such as 2h nor a time such as 2026-01-31T00:00Z");
  CHECK(error_in(ids({"7"})) ==
        "`7` is not a dead letter's id: write partition:offset, such as 3:1042, as `list` shows it");
  CHECK(error_in(of({}, {"a/#/b"})).starts_with("--filter: "));
  CHECK(error_in(of({"X"}, {}, true)) ==
        "--all is for every dead letter: leave it out beside ids, --since, --error and --filter");
}

TEST_CASE("for ids only the spans between them are read") {
  const std::vector<TopicSpan> spans{{0, 10, 20}, {1, 0, 5}, {3, 1000, 2000}};
  const LetterChoice choice = read_choice(ids({"3:1042", "3:1040", "0:3", "1:7"}), 0).value();
  const auto narrow = choice.narrow(spans);
  REQUIRE(narrow.size() == 1);
  CHECK(narrow[0].partition == 3);
  CHECK(narrow[0].begin == 1040);
  CHECK(narrow[0].end == 1043);
  CHECK(read_choice({}, 0).value().narrow(spans).size() == 3);
}
