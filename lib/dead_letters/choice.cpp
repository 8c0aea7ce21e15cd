// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/choice.hpp"

#include <algorithm>

#include "core/duration.hpp"
#include "mapping/timestamp.hpp"
#include "mapping/topic_filter.hpp"

namespace sluice {
namespace {

Result<std::int64_t> read_since(const std::string& text, std::int64_t now_ms) {
  if (const auto age = parse_duration(text)) return std::max<std::int64_t>(now_ms - age->count(), 0);
  // Alone it would be milliseconds since 1970, which nobody writes.
  const bool is_number = text.find_first_not_of("0123456789") == std::string::npos;
  if (const auto time = parse_timestamp(text); time && !is_number) return *time;
  return failure("--since `" + text + "` is neither a duration such as 2h nor a time such as 2026-01-31T00:00Z");
}

}  // namespace

bool LetterChoice::takes(const DeadLetter& letter) const {
  if (!ids.empty() && !ids.contains(letter.id)) return false;
  if (since_ms && letter.time_ms < *since_ms) return false;
  if (!errors.empty() && std::find(errors.begin(), errors.end(), letter.error) == errors.end()) return false;
  if (filters.empty()) return true;
  return letter.mqtt_topic && std::any_of(filters.begin(), filters.end(), [&](const std::string& filter) {
           return topic_matches(filter, *letter.mqtt_topic);
         });
}

std::vector<TopicSpan> LetterChoice::narrow(const std::vector<TopicSpan>& spans) const {
  if (ids.empty()) return spans;
  std::vector<TopicSpan> wanted;
  for (const TopicSpan& span : spans) {
    const auto first = ids.lower_bound({span.partition, span.begin});
    const auto behind = ids.lower_bound({span.partition, span.end});
    if (first == behind) continue;
    wanted.push_back({span.partition, first->offset, std::prev(behind)->offset + 1});
  }
  return wanted;
}

Result<LetterChoice> read_choice(const ChoiceTexts& texts, std::int64_t now_ms) {
  LetterChoice choice;
  choice.errors = texts.errors;
  choice.filters = texts.filters;
  for (const std::string& text : texts.ids) {
    const auto id = parse_letter_id(text);
    if (!id) return failure(id.error());
    choice.ids.insert(*id);
  }
  if (!texts.since.empty()) {
    const auto since = read_since(texts.since, now_ms);
    if (!since) return failure(since.error());
    choice.since_ms = *since;
  }
  for (const std::string& filter : texts.filters) {
    if (const auto fault = check_topic_filter(filter)) return failure("--filter: " + fault->text);
  }
  const bool is_narrow = !choice.ids.empty() || choice.since_ms || !choice.errors.empty() || !choice.filters.empty();
  if (texts.is_all && is_narrow) {
    return failure("--all is for every dead letter: leave it out beside ids, --since, --error and --filter");
  }
  return choice;
}

}  // namespace sluice
