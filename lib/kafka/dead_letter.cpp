// SPDX-License-Identifier: Apache-2.0
#include "kafka/dead_letter.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

namespace sluice {
namespace {

using Header = std::pair<std::string, std::string>;

constexpr std::string_view prefix = "sluice.";
constexpr std::string_view escape = "user.";
constexpr std::string_view truncated = "sluice.truncated";
constexpr std::size_t head_bytes = 1024;
/// Of what the headers before took, so much may remain: few steps even from the largest packet to nothing.
constexpr std::size_t shrink_factor = 4;
/// Below this many bytes a step would gain nothing.
constexpr std::size_t worth_keeping = 64;
/// What a header takes beside its name and value: two lengths of up to five bytes each.
constexpr std::size_t lengths_bytes = 10;
constexpr std::size_t short_text_bytes = 200;
/// So many need no more than half a MiB of memory beside their bytes.
constexpr std::size_t few_headers = 4096;

std::size_t size_of(const Header& header) { return header.first.size() + header.second.size() + lengths_bytes; }

bool is_ours(const Header& header) { return header.first.starts_with(prefix); }

/// 2026-01-31T23:59:59.123Z
std::string iso_time(std::int64_t time_ms) {
  const std::time_t seconds = time_ms / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> date{};
  const std::size_t size = std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::string millis = std::to_string(time_ms % 1000);
  millis.insert(0, 3 - millis.size(), '0');
  return std::string(date.data(), size) + '.' + millis + 'Z';
}

void say_of_payload(RecordContent& content, const Digest& payload) {
  const auto first_foreign = std::find_if_not(content.headers.begin(), content.headers.end(), is_ours);
  const std::array<Header, 3> headers{{{std::string(truncated), "true"},
                                       {"sluice.payload_size", std::to_string(payload.bytes)},
                                       {"sluice.payload_sha256", payload.sha256}}};
  content.headers.insert(first_foreign, headers.begin(), headers.end());
}

bool is_stub(const RecordContent& content) {
  return std::any_of(content.headers.begin(), content.headers.end(),
                     [](const Header& header) { return header.first == truncated; });
}

std::size_t foreign_bytes(const RecordContent& content) {
  std::size_t sum = content.key ? content.key->size() : 0;
  for (const Header& header : content.headers) sum += is_ours(header) ? 0 : size_of(header);
  return sum;
}

/// Keeps the key and the headers, in their order, as long as there is room for them.
void keep_foreign(RecordContent& content, std::size_t room) {
  const auto fits = [&room](std::size_t bytes) {
    if (bytes > room) return false;
    room -= bytes;
    return true;
  };
  if (content.key && !fits(content.key->size())) content.key.reset();
  std::erase_if(content.headers, [&](const Header& header) { return !is_ours(header) && !fits(size_of(header)); });
}

bool clip_texts(RecordContent& content) {
  bool clipped = !content.value.empty();
  content.value.clear();
  for (auto& [name, value] : content.headers) {
    if (value.size() <= short_text_bytes) continue;
    value.resize(short_text_bytes);
    clipped = true;
  }
  return clipped;
}

}  // namespace

void make_dead_letter(RecordContent& content, const Graveyard& graveyard, const Refusal& refusal, std::int64_t time_ms,
                      const std::optional<Digest>& payload) {
  std::vector<Header> headers{{"sluice.error", refusal.rejection.code},
                              {"sluice.reason", refusal.rejection.reason},
                              {"sluice.stage", std::string(to_text(refusal.rejection.stage))}};
  if (!content.topic.empty()) headers.emplace_back("sluice.topic", content.topic);
  headers.emplace_back("sluice.attempts", std::to_string(refusal.attempts));
  headers.emplace_back("sluice.time", iso_time(time_ms));
  headers.emplace_back("sluice.client_id", graveyard.client_id);
  for (Header& header : content.headers) {
    if (is_ours(header)) header.first.insert(0, escape);
    headers.push_back(std::move(header));
  }
  content.headers = std::move(headers);
  content.topic = graveyard.topic;
  content.timestamp_ms = 0;
  if (payload || content.whole_value) say_of_payload(content, payload ? *payload : *content.whole_value);
  while (size_bound(content) > graveyard.bytes_max && shorten(content)) {
  }
}

bool shorten(RecordContent& content) {
  if (!is_stub(content)) {
    say_of_payload(content, digest_of(content.value));
    if (content.value.size() > head_bytes) {
      content.value.resize(head_bytes);
      content.value.shrink_to_fit();
      return true;
    }
  }
  if (const std::size_t bytes = foreign_bytes(content); bytes > 0) {
    keep_foreign(content, bytes < worth_keeping ? 0 : bytes / shrink_factor);
    return true;
  }
  return clip_texts(content);
}

bool has_too_many_headers(const KafkaRecord& record, std::size_t bytes_max) {
  if (record.headers.size() <= few_headers) return false;
  constexpr std::size_t lengths_bytes_min = 2;
  std::size_t sum = record.value.size() + (record.key ? record.key->size() : 0);
  for (const RecordHeader& header : record.headers) sum += header.name.size() + header.value.size() + lengths_bytes_min;
  return sum > bytes_max;
}

RecordContent content_to_bury(const KafkaRecord& record, std::size_t bytes_max) {
  if (!has_too_many_headers(record, bytes_max)) return std::move(HeldRecord(record).content());
  KafkaRecord beginning = record;
  std::size_t room = bytes_max / shrink_factor;
  if (beginning.key && beginning.key->size() > room) beginning.key.reset();
  if (beginning.key) room -= beginning.key->size();
  const auto end = std::find_if(record.headers.begin(), record.headers.end(), [&room](const RecordHeader& header) {
    const std::size_t bytes = header.name.size() + header.value.size() + lengths_bytes;
    if (bytes > room) return true;
    room -= bytes;
    return false;
  });
  beginning.headers = record.headers.first(static_cast<std::size_t>(end - record.headers.begin()));
  beginning.value = record.value.substr(0, head_bytes);
  RecordContent content = std::move(HeldRecord(beginning).content());
  content.whole_value = digest_of(record.value);
  return content;
}

std::size_t size_bound(const RecordContent& content) {
  std::size_t sum = content.value.size() + (content.key ? content.key->size() : 0);
  for (const Header& header : content.headers) sum += size_of(header);
  return sum;
}

}  // namespace sluice
