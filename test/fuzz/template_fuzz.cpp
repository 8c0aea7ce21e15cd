// SPDX-License-Identifier: Apache-2.0
// Any bytes as the templates of a mapping, then on a message that is made of the same bytes.
#include "fuzz/message_input.hpp"
#include "mapping/mapper.hpp"
#include "mapping/payload_document.hpp"
#include "mapping/template.hpp"
#include "mapping/topic_name.hpp"

namespace {

using namespace sluice;
using sluice::fuzz::require;

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
  fuzz::MessageInput input(data, size);
  input.message().correlation_data = input.message().payload;
  MappingRules rules;
  rules.filters = {"+/#"};
  rules.extended.message_timestamp = "t";
  check_template(input.text(), rules, input.message());
  check_mapping(input.text(), rules, input.message());
  return 0;
}
