// SPDX-License-Identifier: Apache-2.0
#include "mapping/topic_name.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "mapping/quote.hpp"

namespace sluice {

namespace {

constexpr std::size_t topic_bytes_max = 249;
constexpr const char* hint = "a Kafka topic is 1 to 249 of a-z A-Z 0-9 . _ -, and not . or ..";

constexpr bool is_legal(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

constexpr auto legal_bytes = [] {
  std::array<bool, 256> legal{};
  for (std::size_t byte = 0; byte < legal.size(); ++byte) legal[byte] = is_legal(static_cast<char>(byte));
  return legal;
}();

}  // namespace

bool is_kafka_topic_character(char c) { return legal_bytes[static_cast<unsigned char>(c)]; }

bool is_kafka_topic(std::string_view topic) {
  return !topic.empty() && topic.size() <= topic_bytes_max && topic != "." && topic != ".." &&
         std::all_of(topic.begin(), topic.end(), is_kafka_topic_character);
}

std::optional<TextFault> check_kafka_topic(std::string_view topic) {
  const std::string name = "topic " + quoted_clipped(topic);
  if (topic.empty()) return TextFault{0, "the topic is empty", hint};
  if (topic == "." || topic == "..") return TextFault{0, name + " is a name that Kafka keeps for itself", hint};
  const auto* const bad = std::find_if_not(topic.begin(), topic.end(), is_kafka_topic_character);
  if (bad != topic.end()) {
    const auto offset = static_cast<std::size_t>(bad - topic.begin());
    return TextFault{offset, name + " has a character at byte " + std::to_string(offset) + " that Kafka does not allow",
                     hint};
  }
  if (topic.size() > topic_bytes_max) {
    return TextFault{topic_bytes_max, "the topic has " + std::to_string(topic.size()) + " characters", hint};
  }
  return std::nullopt;
}

}  // namespace sluice
