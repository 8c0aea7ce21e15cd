// SPDX-License-Identifier: Apache-2.0
#include "mapping/topic_rule.hpp"

#include <algorithm>

#include "mapping/quote.hpp"
#include "mapping/topic_name.hpp"

namespace sluice {

namespace {

bool is_template(std::string_view topic) { return topic.find("${") != std::string_view::npos; }

void check_literal(const std::string& key, const std::string& topic, std::vector<MappingFault>& faults) {
  if (auto fault = check_kafka_topic(topic)) {
    faults.push_back({key, fault->offset, std::move(fault->text), std::move(fault->hint)});
  }
}

/// What stands between the fields is in every topic: it must be legal itself.
void check_fixed_parts(const Template& topic, std::vector<MappingFault>& faults) {
  for (const Template::Fixed& part : topic.fixed_parts()) {
    const auto* const bad = std::find_if_not(part.text.begin(), part.text.end(), is_kafka_topic_character);
    if (bad == part.text.end()) continue;
    faults.push_back({"topic", part.offset + static_cast<std::size_t>(bad - part.text.begin()),
                      "in the topic, " + quoted(part.text) + " has a character that Kafka does not allow",
                      "a Kafka topic has a-z A-Z 0-9 . _ - only; for fields there is ${field|slug}"});
    return;
  }
}

}  // namespace

TopicRule TopicRule::compile(const RecordRules& record, const MappingRules& rules, std::vector<MappingFault>& faults) {
  TopicRule result;
  result.literal_ = record.topic;
  if (is_template(record.topic)) {
    result.template_ = compile_template("topic", record.topic, rules, faults);
    if (result.template_) check_fixed_parts(*result.template_, faults);
  } else {
    check_literal("topic", record.topic, faults);
  }
  result.default_topic_ = record.default_topic;
  if (!record.default_topic.empty()) check_literal("default_topic", record.default_topic, faults);
  return result;
}

bool TopicRule::render(Reading& reading, KafkaRecord& record) {
  const auto text = template_->render(reading, buffer_);
  if (text && *text != checked_) {
    checked_ = *text;
    is_checked_legal_ = is_kafka_topic(checked_);
  }
  if (text && is_checked_legal_) {
    record.topic = *text;
    record.is_topic_rendered = true;
    record.default_topic = default_topic_;
    return true;
  }
  record.topic = default_topic_;
  return !default_topic_.empty();
}

Rejection TopicRule::rejection(Reading& reading) {
  const auto text = template_->render(reading, buffer_);
  if (!text) {
    const std::string field(template_->first_missing(reading, buffer_));
    return {Stage::mapping, "TOPIC_NOT_RENDERED",
            "the topic " + quoted(literal_) + " needs " + quoted(field) +
                ", which the message does not have: write ${" + field + ":-text}, or set default_topic"};
  }
  const auto fault = check_kafka_topic(*text);
  return {Stage::mapping, "ILLEGAL_TOPIC",
          "the topic " + quoted(literal_) + " became one that Kafka does not take: " + (fault ? fault->text : "") +
              "; write ${field|slug}, or set default_topic"};
}

std::vector<std::string> literal_topics(const MappingRules& rules) {
  std::vector<std::string> topics;
  const auto add = [&topics](const std::string& topic) {
    const bool is_new = std::find(topics.begin(), topics.end(), topic) == topics.end();
    if (is_new && !topic.empty() && !is_template(topic)) topics.push_back(topic);
  };
  const auto add_both = [&add](const RecordRules& record) {
    add(record.topic);
    if (is_template(record.topic)) add(record.default_topic);
  };
  add_both(rules);
  for (const RouteRules& route : rules.routes) add_both(route);
  return topics;
}

}  // namespace sluice
