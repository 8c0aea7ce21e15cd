// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "kafka/held_record.hpp"
#include "mapping/mqtt_message.hpp"
#include "mapping/rules.hpp"

namespace sluice {

/// The message that `sluice probe --end-to-end` sends through a running task. Owns what its views show: stands still.
struct TestMessage {
  std::string id;           ///< random; value of the user property `sluice-probe`
  std::string topic;        ///< MQTT's
  std::string payload;      ///< `{"sluice_probe":"<id>"}`
  std::string traceparent;  ///< W3C Trace Context, sampled
  std::vector<UserProperty> properties;

  /// Expires at the broker, should nobody fetch it.
  MqttMessage view() const;
};

/// A topic that the filter matches: `sluice-probe` for each wildcard, so that `sensor/#` gives `sensor/sluice-probe`.
std::string topic_for(std::string_view filter);

/// Fills `message`: id and traceparent are random.
void make_test_message(TestMessage& message, std::string topic);

/// What the mapping makes of it. Error: why no record comes of it, as a sentence with the remedy.
Result<RecordContent> expected_record(const TestMessage& message, const MappingRules& rules);

/// Whether a record came of this message: its id stands in a header, the key or the value, or the value is the expected
/// one (base64).
bool is_record_of(const RecordContent& record, const TestMessage& message, const RecordContent& expected);

}  // namespace sluice
