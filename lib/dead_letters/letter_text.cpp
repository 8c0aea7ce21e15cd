// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/letter_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "dry_run/readable.hpp"
#include "mapping/json_text.hpp"
#include "mapping/nearest.hpp"

namespace sluice {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t topic_width_max = 40;
constexpr std::size_t reason_width_min = 20;
constexpr std::size_t payload_bytes_max = 4096;
constexpr std::size_t label_width = 14;
constexpr std::string_view ellipsis = "…";

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

/// The first `count` characters; the last of them is an ellipsis when that is not all.
std::string shortened(const std::string& text, std::size_t count) {
  if (characters(text) <= count) return text;
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end) {
    if (begins_character(text[end]) && ++seen == count) break;
  }
  return text.substr(0, end).append(ellipsis);
}

std::string one_line(std::string_view text) {
  std::string line = readable(text, 0);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

void pad(std::string& line, const std::string& cell, std::size_t width) {
  line += cell;
  line.append(width + gap - std::min(characters(cell), width), ' ');
}

std::string labelled(std::string_view label, std::string_view value) {
  std::string line(label);
  line.append(label_width - std::min(label.size(), label_width - 1), ' ');
  return line + readable(value, label_width) + '\n';
}

/// The beginning of the payload, cut between two characters.
std::string_view beginning(std::string_view value) {
  std::size_t size = std::min(value.size(), payload_bytes_max);
  while (size < value.size() && size > payload_bytes_max - 4 && !begins_character(value[size])) --size;
  return value.substr(0, size);
}

std::string payload_label(const DeadLetter& letter, std::string_view shown) {
  std::string text = std::to_string(letter.payload_size) + " bytes";
  if (letter.is_truncated)
    text += ", SHA-256 " + letter.payload_sha256 + "; the dead letter holds " + std::to_string(letter.value.size());
  if (shown.size() < letter.value.size()) text += "; the first " + std::to_string(shown.size());
  return text;
}

void add_json(std::string& out, std::string_view name, const std::optional<std::string>& value) {
  if (!value) return;
  out.append(out.size() > 1 ? ",\"" : "\"").append(name).append("\":");
  append_json_string(out, *value);
}

}  // namespace

std::string error_of(const DeadLetter& letter) { return letter.is_ours() ? letter.error : "(none)"; }

std::string count_text(const ErrorCounts& counts) {
  std::size_t sum = 0;
  std::vector<std::pair<std::string, std::size_t>> order(counts.begin(), counts.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [error, count] : order) sum += count;
  std::string text = std::to_string(sum) + (sum == 1 ? " dead letter" : " dead letters");
  for (std::size_t i = 0; i < order.size(); ++i) {
    text += (i == 0 ? ": " : ", ") + std::to_string(order[i].second) + ' ' + one_line(order[i].first);
  }
  return text;
}

std::string missing_causes(const std::vector<std::string>& errors, const ErrorCounts& seen) {
  std::vector<std::string_view> names;
  for (const auto& [error, count] : seen) names.emplace_back(error);
  std::string text;
  for (const std::string& error : errors) {
    if (seen.contains(error)) continue;
    text += (text.empty() ? "no dead letter has the cause `" : ", nor `") + error + '`';
    const std::string_view near = nearest(error, names);
    if (!near.empty()) text += " (did you mean `" + one_line(near) + "`?)";
  }
  return text.empty() || seen.empty() ? "" : text + "; the topic has " + count_text(seen);
}

LetterLine::LetterLine(const DeadLetter& letter)
    : id(letter.id),
      time_ms(letter.time_ms),
      error(one_line(error_of(letter))),
      stage(letter.stage.empty() ? "-" : one_line(letter.stage)),
      topic(letter.mqtt_topic ? one_line(*letter.mqtt_topic) : "-"),
      size(letter.payload_size),
      reason(letter.is_ours() ? one_line(letter.reason) : "not written by Sluice: it has no header sluice.error") {}

std::string letter_table(std::vector<LetterLine> lines, std::size_t width) {
  std::stable_sort(lines.begin(), lines.end(),
                   [](const LetterLine& a, const LetterLine& b) { return a.time_ms < b.time_ms; });
  constexpr std::size_t columns = 6;
  using Row = std::array<std::string, columns>;
  std::vector<Row> rows{{"ID", "TIME", "ERROR", "STAGE", "TOPIC", "SIZE"}};
  ErrorCounts counts;
  for (const LetterLine& line : lines) {
    ++counts[line.error];
    rows.push_back({line.id.text(), time_text(line.time_ms), line.error, line.stage,
                    shortened(line.topic, topic_width_max), std::to_string(line.size)});
  }
  if (lines.empty()) return count_text(counts) + '\n';
  std::array<std::size_t, columns> widths{};
  std::size_t left = 0;
  for (std::size_t i = 0; i < columns; ++i) {
    for (const Row& row : rows) widths.at(i) = std::max(widths.at(i), characters(row.at(i)));
    left += widths.at(i) + gap;
  }
  const std::size_t reason_width = width > left + reason_width_min ? width - left : reason_width_min;
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t column = 0; column < columns; ++column) pad(text, rows[i].at(column), widths.at(column));
    const std::string& reason = i == 0 ? "REASON" : lines[i - 1].reason;
    text += (width == 0 ? reason : shortened(reason, reason_width)) + '\n';
  }
  return text + count_text(counts) + '\n';
}

std::string letter_text(const DeadLetter& letter) {
  std::string text = labelled("dead letter", letter.id.text()) + labelled("refused at", time_text(letter.time_ms));
  text += labelled("error", error_of(letter));
  text += labelled("reason", letter.is_ours() ? letter.reason : "not written by Sluice: it has no header sluice.error");
  if (!letter.stage.empty()) text += labelled("stage", letter.stage);
  if (letter.kafka_topic) text += labelled("Kafka topic", *letter.kafka_topic);
  if (!letter.attempts.empty()) text += labelled("attempts", letter.attempts);
  if (!letter.client_id.empty()) text += labelled("client id", letter.client_id);
  if (letter.mqtt_topic) text += labelled("MQTT topic", *letter.mqtt_topic);
  text += labelled("key", letter.key ? *letter.key : "(none)");
  std::string_view label = "headers";
  for (const auto& [name, value] : letter.headers) {
    text += labelled(label, one_line(name) + ": " + readable(value, label_width + 2));
    label = "";
  }
  const std::string_view shown = beginning(letter.value);
  text += labelled("payload", payload_label(letter, shown));
  return text + labelled("", shown);
}

std::string letter_json(const DeadLetter& letter) {
  std::string out = "{";
  add_json(out, "id", letter.id.text());
  add_json(out, "time", time_text(letter.time_ms));
  if (letter.is_ours()) {
    add_json(out, "error", letter.error);
    add_json(out, "reason", letter.reason);
    add_json(out, "stage", letter.stage);
    add_json(out, "client_id", letter.client_id);
  }
  add_json(out, "kafka_topic", letter.kafka_topic);
  add_json(out, "mqtt_topic", letter.mqtt_topic);
  add_json(out, "key", letter.key);
  out += ",\"size\":" + std::to_string(letter.payload_size);
  out += letter.is_truncated ? ",\"truncated\":true}" : ",\"truncated\":false}";
  return out;
}

}  // namespace sluice
