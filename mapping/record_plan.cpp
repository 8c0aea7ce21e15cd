// SPDX-License-Identifier: Apache-2.0
#include "mapping/record_plan.hpp"

namespace sluice {

RecordPlan::RecordPlan(const RecordRules& record, const MappingRules& rules, std::vector<MappingFault>& faults)
    : topic_(TopicRule::compile(record, rules, faults)), payload_(record.payload), envelope_(rules.extended) {
  if (!record.key.empty()) key_ = compile_template("key", record.key, rules, faults);
  key_is_topic_ = key_ && key_->is_whole_topic();
  timestamp_ = TimestampRule::compile(record.timestamp, rules, faults);
  headers_ = Headers::compile(record.headers, rules, faults);
}

// One object for all returns: another one would cost a copy of the record.
Mapped RecordPlan::make(Reading& reading) {
  Mapped result(std::in_place_type<KafkaRecord>);
  KafkaRecord& record = *std::get_if<KafkaRecord>(&result);
  if (!topic_.name(reading, record)) {
    result = topic_.rejection(reading);
    return result;
  }
  if (key_is_topic_) {
    record.key = reading.message().topic;
  } else if (key_) {
    record.key = key_->render(reading, key_buffer_);
  }
  record.timestamp_ms = timestamp_.of(reading);
  record.headers = headers_.of(reading);
  record.value = payload_ == PayloadForm::raw ? reading.message().payload : value_of(reading);
  return result;
}

std::string_view RecordPlan::value_of(Reading& reading) {
  if (payload_ == PayloadForm::json) return envelope_.write(reading);
  base64_ = reading.message().payload;
  apply(Transform::base64, base64_, 0);
  return base64_;
}

}  // namespace sluice
