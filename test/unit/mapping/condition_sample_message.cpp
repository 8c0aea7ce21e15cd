// SPDX-License-Identifier: Apache-2.0
#include "condition_sample.hpp"

namespace sluice {

namespace {

struct JsonSample {
  std::string_view json;
  Value value;
};

const std::array<JsonSample, 10>& json_samples() {
  static const std::array<JsonSample, 10> samples{{
      {"7", std::int64_t{7}},
      {"-2.5", -2.5},
      {"12", std::int64_t{12}},
      {"9007199254740993", std::int64_t{9007199254740993}},
      {"1e3", 1000.0},
      {"\"a\"", std::string_view("a")},
      {"\"12\"", std::string_view("12")},
      {"\"\"", std::string_view("")},
      {"null", Null()},
      {"[1]", Null()},
  }};
  return samples;
}

}  // namespace

MappingRules SampleMessage::rules() {
  MappingRules rules;
  rules.task = "t";
  rules.extended.publisher_client_id = "$clientid";
  return rules;
}

SampleMessage::SampleMessage(RandomChoice& random) {
  const bool two_levels = !random.one_in(3);
  level_ = random.one_in(2) ? random.of(sample_numbers) : random.of(sample_texts);
  topic_ = random.of(sample_texts).empty() ? "t" : "plant";
  if (two_levels) topic_ += '/' + level_ + (random.one_in(2) ? "" : "/x");
  message_.topic = topic_;
  message_.qos = random.one_in(2) ? 1 : 0;
  if (message_.qos != 0) message_.packet_id = static_cast<std::uint16_t>(1 + random.below(12));
  if (random.one_in(2)) message_.message_expiry = static_cast<std::uint32_t>(random.below(13));
  if (random.one_in(2)) message_.payload_format = static_cast<std::uint8_t>(random.below(2));
  message_.retained = random.one_in(2);
  message_.duplicated = random.one_in(2);
  if (random.one_in(2)) message_.content_type = random.of(sample_texts);

  const auto number_of = [](const auto& optional) {
    return optional ? Value(static_cast<std::int64_t>(*optional)) : Value();
  };
  values_ = {std::int64_t{message_.qos},
             message_.qos == 0 ? Value() : Value(std::int64_t{message_.packet_id}),
             number_of(message_.message_expiry),
             Value(),
             number_of(message_.payload_format),
             message_.retained,
             message_.duplicated,
             message_.topic,
             two_levels ? Value(std::string_view(level_)) : Value(),
             message_.content_type ? Value(*message_.content_type) : Value()};
  add_properties(random);
  add_payload(random);
}

void SampleMessage::add_properties(RandomChoice& random) {
  for (const std::string_view name : {"k1", "k2", "site.line", "odd name", "$clientid"}) {
    Value value;
    for (std::size_t copies = random.below(3); copies > 0; --copies) {
      const std::string_view text = random.one_in(2) ? random.of(sample_numbers) : random.of(sample_texts);
      properties_.push_back({name, text});
      value = text;
    }
    values_.push_back(value);
  }
  message_.user_properties = properties_;
}

void SampleMessage::add_payload(RandomChoice& random) {
  const JsonSample& first = random.of(json_samples());
  const JsonSample& second = random.of(json_samples());
  const std::size_t on = random.below(3);
  payload_ = R"({"m":)" + std::string(first.json) + R"(,"list":[{"m m":)" + std::string(second.json) + R"(}],"on":)" +
             (on == 0   ? "true"
              : on == 1 ? "false"
                        : "null") +
             '}';
  const bool broken = random.one_in(8);
  if (broken) payload_.pop_back();
  message_.payload = payload_;
  values_[3] = static_cast<std::int64_t>(payload_.size());
  values_.push_back(broken ? Value() : first.value);
  values_.push_back(broken ? Value() : second.value);
  values_.push_back(broken || on == 2 ? Value() : Value(on == 0));
}

std::string SampleMessage::shown() const {
  std::string out = "topic " + topic_ + ", payload " + payload_ + ", values";
  for (const Value& value : values_) {
    out += ' ';
    if (const auto* text = std::get_if<std::string_view>(&value))
      out += '\'' + std::string(*text) + '\'';
    else if (const auto* integer = std::get_if<std::int64_t>(&value))
      out += std::to_string(*integer);
    else if (const auto* real = std::get_if<double>(&value))
      out += std::to_string(*real);
    else if (const auto* flag = std::get_if<bool>(&value))
      out += *flag ? "TRUE" : "FALSE";
    else
      out += "NULL";
  }
  return out;
}

}  // namespace sluice
