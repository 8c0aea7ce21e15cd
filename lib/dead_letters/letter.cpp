// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/letter.hpp"

#include <charconv>

#include "mapping/timestamp.hpp"

namespace sluice {
namespace {

constexpr std::string_view ours = "sluice.";
/// How a header that had such a name itself is carried.
constexpr std::string_view escaped = "user.sluice.";

template <class Number>
bool parse_all(std::string_view text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end && number >= 0;
}

void take(DeadLetter& letter, std::string_view name, const std::string& value) {
  if (name == "error") letter.error = value;
  if (name == "reason") letter.reason = value;
  if (name == "stage") letter.stage = value;
  if (name == "topic") letter.kafka_topic = value;
  if (name == "attempts") letter.attempts = value;
  if (name == "time") letter.time_ms = parse_timestamp(value).value_or(letter.time_ms);
  if (name == "client_id") letter.client_id = value;
  if (name == "truncated") letter.is_truncated = value == "true";
  if (name == "payload_size") parse_all(value, letter.payload_size);
  if (name == "payload_sha256") letter.payload_sha256 = value;
}

}  // namespace

Result<LetterId> parse_letter_id(std::string_view text) {
  const std::size_t colon = text.find(':');
  LetterId id;
  if (colon == std::string_view::npos || !parse_all(text.substr(0, colon), id.partition) ||
      !parse_all(text.substr(colon + 1), id.offset)) {
    return failure("`" + std::string(text) +
                   "` is not a dead letter's id: write partition:offset, such as 3:1042, as `list` shows it");
  }
  return id;
}

DeadLetter read_letter(const PlacedRecord& record, std::string_view system_prefix) {
  const RecordContent& content = record.content;
  DeadLetter letter;
  letter.id = {record.partition, record.offset};
  letter.time_ms = content.timestamp_ms;
  letter.payload_size = content.value.size();
  letter.key = content.key;
  letter.value = content.value;
  const std::string topic_header = std::string(system_prefix) + "topic";
  for (const auto& [name, value] : content.headers) {
    if (name.starts_with(ours)) {
      take(letter, std::string_view(name).substr(ours.size()), value);
      continue;
    }
    const std::string_view own = name.starts_with(escaped) ? std::string_view(name).substr(escaped.size() - ours.size())
                                                           : std::string_view(name);
    if (!letter.mqtt_topic && own == topic_header) letter.mqtt_topic = value;
    letter.headers.emplace_back(own, value);
  }
  return letter;
}

}  // namespace sluice
