// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapping/envelope.hpp"
#include "mapping/headers.hpp"
#include "mapping/mapped.hpp"
#include "mapping/timestamp_rule.hpp"
#include "mapping/topic_rule.hpp"

namespace sluice {

/// Compiled record rules: those of the mapping itself, or of one route. Must not move while records are in use.
class RecordPlan {
 public:
  /// `record` of the mapping `rules` or of one of its routes. Appends all faults, in the order topic, default topic,
  /// key, timestamp, headers; with faults the result must not be used.
  RecordPlan(const RecordRules& record, const MappingRules& rules, std::vector<MappingFault>& faults);

  /// A record or a rejection. The record's views are into what is read and into this plan: valid until its next call.
  Mapped make(Reading& reading);

 private:
  std::string_view value_of(Reading& reading);

  TopicRule topic_;
  std::optional<Template> key_;
  bool key_is_topic_ = false;
  RenderBuffer key_buffer_;
  TimestampRule timestamp_;
  Headers headers_;
  PayloadForm payload_;
  Envelope envelope_;
  std::string base64_;
};

}  // namespace sluice
