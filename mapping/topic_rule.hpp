// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapping/fault.hpp"
#include "mapping/kafka_record.hpp"
#include "mapping/rejection.hpp"
#include "mapping/rules.hpp"
#include "mapping/template.hpp"

namespace sluice {

/// The compiled `topic` and `default_topic`: where a message's record goes.
class TopicRule {
 public:
  /// `record` of the mapping `rules` or of one of its routes. Faults are appended under `topic` and `default_topic`;
  /// with faults the result must not be used.
  static TopicRule compile(const RecordRules& record, const MappingRules& rules, std::vector<MappingFault>& faults);

  /// Fills in the record's topic. False: the message gives none that is legal, and there is no default.
  bool name(Reading& reading, KafkaRecord& record) {
    if (!template_) {
      record.topic = literal_;
      return true;
    }
    return render(reading, record);
  }

  /// Why `name` has failed for this message: TOPIC_NOT_RENDERED or ILLEGAL_TOPIC.
  Rejection rejection(Reading& reading);

 private:
  bool render(Reading& reading, KafkaRecord& record);

  std::string literal_;  ///< the topic as it is written
  std::optional<Template> template_;
  std::string default_topic_;
  RenderBuffer buffer_;
  std::string checked_;  ///< the last rendered topic: most messages have that of the one before
  bool is_checked_legal_ = false;
};

/// All topics that the rules name in so many words, without templates, each once: what must be there before a message
/// comes. Empty where every topic is a template.
std::vector<std::string> literal_topics(const MappingRules& rules);

}  // namespace sluice
