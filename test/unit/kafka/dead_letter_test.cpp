// SPDX-License-Identifier: Apache-2.0
#include "kafka/dead_letter.hpp"

#include <catch2/catch.hpp>

namespace sluice {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

// 2026-01-31T23:59:59.007Z
constexpr std::int64_t time_ms = 1'769'903'999'007;

const Graveyard graveyard{"dead", "plant-0", 1'000'000};
const Refusal too_large{{Stage::kafka, "MSG_SIZE_TOO_LARGE", "too large"}, 2};

/// A line each: a failure then shows which one differs.
std::string text_of(const RecordContent& record) {
  std::string text = record.topic + " | " + record.key.value_or("(no key)") + " | " + record.value + "\n";
  for (const auto& [name, value] : record.headers) text += name + " = " + value + "\n";
  return text;
}

RecordContent dead_letter_of(RecordContent content, const Refusal& refusal = too_large,
                             const Graveyard& where = graveyard) {
  make_dead_letter(content, where, refusal, time_ms);
  return content;
}

std::optional<std::string> header(const RecordContent& record, std::string_view name) {
  for (const auto& [key, value] : record.headers) {
    if (key == name) return value;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("a dead letter is the record with what happened in front of its headers") {
  struct Case {
    std::string what;
    RecordContent record;
    Refusal refusal;
    std::string text;
  };
  const std::string after = "sluice.time = 2026-01-31T23:59:59.007Z\nsluice.client_id = plant-0\n";
  const Case cases[] = {
      {"refused by Kafka",
       {"plant", "k", {{"mqtt.topic", "a/b"}, {"n", "1"}, {"n", "2"}}, "value", 42},
       too_large,
       "dead | k | value\nsluice.error = MSG_SIZE_TOO_LARGE\nsluice.reason = too large\nsluice.stage = kafka\n"
       "sluice.topic = plant\nsluice.attempts = 2\n" +
           after + "mqtt.topic = a/b\nn = 1\nn = 2\n"},
      {"refused by the mapping: nobody knows where it should have gone",
       {"", std::nullopt, {}, "", 0},
       {{Stage::mapping, "NO_TOPIC", "why"}, 0},
       "dead | (no key) | \nsluice.error = NO_TOPIC\nsluice.reason = why\nsluice.stage = mapping\n"
       "sluice.attempts = 0\n" +
           after},
      {"with forged headers",
       {"plant",
        "k",
        {{"sluice.error", "forged"}, {"sluice.", ""}, {"sluice.truncated", "true"}, {"sluiced", "x"}},
        "v",
        0},
       too_large,
       "dead | k | v\nsluice.error = MSG_SIZE_TOO_LARGE\nsluice.reason = too large\nsluice.stage = kafka\n"
       "sluice.topic = plant\nsluice.attempts = 2\n" +
           after + "user.sluice.error = forged\nuser.sluice. = \nuser.sluice.truncated = true\nsluiced = x\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.what);
    const RecordContent dead = dead_letter_of(c.record, c.refusal);
    CHECK(text_of(dead) == c.text);
    CHECK(dead.timestamp_ms == 0);  // retention counts from the refusal
  }
}

TEST_CASE("a message of which only the head is there is a stub from the beginning") {
  RecordContent content{"", "a/b", {{"mqtt.topic", "a/b"}}, "head", 0};
  make_dead_letter(content, graveyard, {{Stage::decode, "MESSAGE_TOO_LARGE", "why"}, 0}, time_ms,
                   Digest{70'000, "abc"});
  CHECK(text_of(content) ==
        "dead | a/b | head\nsluice.error = MESSAGE_TOO_LARGE\nsluice.reason = why\nsluice.stage = decode\n"
        "sluice.attempts = 0\nsluice.time = 2026-01-31T23:59:59.007Z\nsluice.client_id = plant-0\n"
        "sluice.truncated = true\nsluice.payload_size = 70000\nsluice.payload_sha256 = abc\nmqtt.topic = a/b\n");
}

TEST_CASE("what the producer would not take becomes a stub with the head of the value and its digest") {
  const std::string value(1'000'001, 'a');
  const RecordContent dead = dead_letter_of({"plant", "k", {{"n", "1"}}, value, 0});
  CHECK(dead.value == value.substr(0, 1024));
  CHECK(dead.key == "k");
  CHECK(header(dead, "sluice.truncated") == "true");
  CHECK(header(dead, "sluice.payload_size") == "1000001");
  CHECK(header(dead, "sluice.payload_sha256") == digest_of(value).sha256);
  CHECK(header(dead, "n") == "1");
}

TEST_CASE("a value of one KiB or less stays whole in a stub") {
  const std::string value(1024, 'a');
  RecordContent dead = dead_letter_of({"plant", "k", {{"n", std::string(100, 'x')}}, value, 0});
  REQUIRE(shorten(dead));
  CHECK(dead.value == value);
  CHECK(header(dead, "sluice.truncated") == "true");
  CHECK_FALSE(header(dead, "n"));
}

TEST_CASE("each step makes it smaller, the small headers stay longest, what happened stays to the end") {
  RecordContent dead = dead_letter_of({"plant",
                                       std::string(300, 'k'),
                                       {{"small", "1"}, {"huge", std::string(4000, 'h')}, {"tiny", "2"}},
                                       std::string(5000, 'v'),
                                       0},
                                      {{Stage::kafka, "MSG_SIZE_TOO_LARGE", std::string(1000, 'r')}, 1});
  struct Step {
    std::size_t value_bytes;
    bool has_key;
    Headers foreign;
  };
  const Step steps[] = {{1024, true, {{"small", "1"}, {"huge", std::string(4000, 'h')}, {"tiny", "2"}}},
                        {1024, true, {{"small", "1"}, {"tiny", "2"}}},
                        {1024, false, {{"small", "1"}, {"tiny", "2"}}},
                        {1024, false, {}},
                        {0, false, {}}};
  std::size_t before = size_bound(dead);
  for (const Step& step : steps) {
    REQUIRE(shorten(dead));
    CHECK(dead.value.size() == step.value_bytes);
    CHECK(dead.key.has_value() == step.has_key);
    Headers foreign = dead.headers;
    std::erase_if(foreign, [](const auto& h) { return h.first.starts_with("sluice."); });
    CHECK(foreign == step.foreign);
    if (&step != &steps[0]) CHECK(size_bound(dead) < before);
    before = size_bound(dead);
  }
  CHECK(header(dead, "sluice.error") == "MSG_SIZE_TOO_LARGE");
  CHECK(header(dead, "sluice.reason") == std::string(200, 'r'));
  CHECK(header(dead, "sluice.payload_size") == "5000");
  CHECK_FALSE(shorten(dead));
}

TEST_CASE("a record with 1,000 large headers and a huge key fits in the end, whatever the producer takes") {
  const std::size_t bytes_max = GENERATE(2'000U, 20'000U, 1'000'000U);
  RecordContent content{"plant", std::string(1'100'000, 'k'), {}, std::string(3'000'000, 'v'), 0};
  for (int i = 0; i < 1000; ++i) content.headers.emplace_back("h" + std::to_string(i), std::string(5000, 'x'));
  const RecordContent dead = dead_letter_of(content, too_large, {"dead", "plant-0", bytes_max});
  CHECK(size_bound(dead) <= bytes_max);
  CHECK(header(dead, "sluice.payload_size") == "3000000");
  CHECK(dead.value.size() == 1024);
}

}  // namespace sluice
