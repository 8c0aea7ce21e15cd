// SPDX-License-Identifier: Apache-2.0
// Any bytes as the templates of a mapping, then on a message that is made of the same bytes. Each part ends at a NUL:
// the template, the topic, the payload, then names and values of user properties in turn.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/mapper.hpp"
#include "mapping/payload_document.hpp"
#include "mapping/template.hpp"
#include "mapping/topic_name.hpp"

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

void check_template(std::string_view text, const MappingRules& rules, const MqttMessage& message) {
  const auto parsed = Template::parse(text);
  if (!parsed) {
    require(parsed.error().offset <= text.size());
    require(!parsed.error().text.empty() && !parsed.error().hint.empty());
    return;
  }
  Reading reading(rules);
  reading.begin(message);
  RenderBuffer buffer;
  const auto rendered = parsed->render(reading, buffer);
  const std::string first(rendered.value_or("nothing"));
  require(parsed->first_missing(reading, buffer).empty() == rendered.has_value());
  const auto again = parsed->render(reading, buffer);
  require(again.has_value() == rendered.has_value() && again.value_or("nothing") == first);
  if (const auto constant = parsed->constant()) require(*constant == first);
  for (const Template::Need& need : parsed->needs()) require(need.offset < text.size());
}

void check_mapping(std::string_view text, const MappingRules& common, const MqttMessage& message) {
  MappingRules rules = common;
  rules.topic = text;
  rules.key = text;
  rules.timestamp = text;
  rules.payload = PayloadForm::json;
  rules.headers.add = {{"h", std::string(text)}};
  auto mapper = Mapper::compile(rules);
  if (!mapper) {
    for (const MappingFault& fault : mapper.error()) require(!fault.text.empty() && !fault.hint.empty());
    return;
  }
  const Mapped mapped = mapper->map(message);
  if (const auto* rejection = std::get_if<Rejection>(&mapped)) {
    require(!rejection->code.empty() && !rejection->reason.empty());
    return;
  }
  const auto& record = std::get<KafkaRecord>(mapped);
  require(is_kafka_topic(record.topic));
  PayloadDocument envelope;
  envelope.begin(record.value);
  require(envelope.is_json());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(data, data + size);
  const std::vector<std::string_view> parts = split(input);

  MqttMessage message;
  message.topic = parts[1];
  message.payload = parts[2];
  message.correlation_data = parts[2];
  message.qos = size % 2 == 0 ? 1 : 0;
  std::vector<UserProperty> properties;
  for (std::size_t i = 3; i + 1 < parts.size(); i += 2) properties.push_back({parts[i], parts[i + 1]});
  message.user_properties = properties;

  MappingRules rules;
  rules.filters = {"+/#"};
  rules.extended.message_timestamp = "t";
  check_template(parts[0], rules, message);
  check_mapping(parts[0], rules, message);
  return 0;
}
