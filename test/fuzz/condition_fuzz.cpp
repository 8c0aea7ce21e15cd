// SPDX-License-Identifier: Apache-2.0
// Any bytes as a condition, then on a message that is made of the same bytes. Behind the first NUL stand, each up to
// the next NUL, the topic, the payload, and names and values of user properties in turn.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/condition/condition.hpp"

namespace {

using namespace sluice;

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty() && parts.size() < 16) {
    const std::size_t end = std::min(text.find('\0'), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  parts.resize(std::max<std::size_t>(parts.size(), 3));
  return parts;
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(data, data + size);
  const std::vector<std::string_view> parts = split(input);
  const std::string_view text = parts[0];

  MqttMessage message;
  message.topic = parts[1];
  message.payload = parts[2];
  message.qos = size % 2 == 0 ? 1 : 0;
  message.retained = size % 3 == 0;
  std::vector<UserProperty> properties;
  for (std::size_t i = 3; i + 1 < parts.size(); i += 2) properties.push_back({parts[i], parts[i + 1]});
  message.user_properties = properties;
  const MappingRules rules;
  Reading reading(rules);
  reading.begin(message);

  const auto condition = Condition::parse(text);
  if (!condition) {
    require(condition.error().offset <= text.size());
    require(!condition.error().text.empty() && !condition.error().hint.empty());
    return 0;
  }
  for (const Condition::Use& use : condition->uses()) require(use.offset < text.size());
  const bool passes = condition->passes(reading);
  require(condition->passes(reading) == passes);
  // The negation passes never together with it; it is no longer than a condition may be, nor deeper, except at the
  // limits.
  const auto negation =
      Condition::parse("NOT (" + std::string(text.substr(text.find_first_not_of(" \t\r\n\v\f"))) + ")");
  if (negation) require(!(passes && negation->passes(reading)));
  return 0;
}
