// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "dead_letters/letter.hpp"
#include "mapping/kafka_record.hpp"
#include "mapping/mqtt_message.hpp"
#include "mapping/rules.hpp"

namespace sluice {

/// The MQTT message that a dead letter was, with bytes of its own.
struct RestoredMessage {
  std::string topic;
  std::string payload;
  std::string content_type;
  std::string response_topic;
  std::string correlation_data;
  std::vector<std::pair<std::string, std::string>> pairs;
  MqttMessage fields;  ///< all that is no text; of the texts whether they are there

  /// Views into this object, until the next call.
  MqttMessage view();

 private:
  std::vector<UserProperty> properties_;
};

/// Makes the message of the headers and the value, by the header rules that they were written by: those of `rules`, or
/// the default ones for a message that was never mapped. `received` is the time of the refusal. Headers that
/// `headers.add` made are left out, by their names; an extended field whose user property is not there becomes one.
/// Error: why that cannot be done, as a sentence.
Result<RestoredMessage> restore_message(const DeadLetter& letter, const MappingRules& rules);

/// Whether the value is a payload that the mapping had rewritten (`payload: base64` or `json`), so that it cannot be
/// mapped anew; then the record goes as it was to the topic that it was meant for.
bool is_rewritten(const DeadLetter& letter, const MappingRules& rules);

}  // namespace sluice
