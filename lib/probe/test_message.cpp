// SPDX-License-Identifier: Apache-2.0
#include "probe/test_message.hpp"

#include <algorithm>
#include <chrono>
#include <random>

#include "core/overload.hpp"
#include "mapping/mapper.hpp"

namespace sluice {
namespace {

constexpr std::uint32_t expiry_s = 60;
constexpr std::string_view level = "sluice-probe";

std::string random_hex(std::size_t digits) {
  constexpr std::string_view letters = "0123456789abcdef";
  std::random_device random;
  std::string text;
  for (std::size_t i = 0; i < digits; ++i) text += letters[random() % letters.size()];
  // Neither a trace id nor a span id may be zero.
  text.back() = '1';
  return text;
}

}  // namespace

MqttMessage TestMessage::view() const {
  MqttMessage message;
  message.topic = topic;
  message.payload = payload;
  message.packet_id = 1;
  message.qos = 1;
  message.payload_format = 1;
  message.message_expiry = expiry_s;
  message.content_type = "application/json";
  message.user_properties = properties;
  message.received_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  return message;
}

std::string topic_for(std::string_view filter) {
  std::string topic;
  for (const char c : filter) {
    if (c == '+' || c == '#') {
      topic += level;
    } else {
      topic += c;
    }
  }
  return topic;
}

void make_test_message(TestMessage& message, std::string topic) {
  message.id = random_hex(16);
  message.topic = std::move(topic);
  message.payload = R"({"sluice_probe":")" + message.id + "\"}";
  message.traceparent = "00-" + random_hex(32) + "-" + random_hex(16) + "-01";
  message.properties = {{"sluice-probe", message.id}, {"traceparent", message.traceparent}};
}

Result<RecordContent> expected_record(const TestMessage& message, const MappingRules& rules) {
  auto mapper = Mapper::compile(rules);
  if (!mapper) return failure("the mapping cannot be used: run `sluice check`");
  const MqttMessage view = message.view();
  using Answer = Result<RecordContent>;
  return std::visit(
      Overload{[](const KafkaRecord& record) -> Answer { return HeldRecord(record).content(); },
               [](const Dropped&) -> Answer {
                 return failure("mapping.where drops the test message; choose a topic that passes by --topic");
               },
               [](const Rejection& rejection) -> Answer {
                 return failure("the mapping rejects the test message: " + std::string(rejection.reason) +
                                "; choose a topic that passes by --topic");
               }},
      mapper->map(view));
}

bool is_record_of(const RecordContent& record, const TestMessage& message, const RecordContent& expected) {
  const auto holds = [&](const std::string& text) { return text.find(message.id) != std::string::npos; };
  return std::any_of(record.headers.begin(), record.headers.end(), [&](const auto& h) { return holds(h.second); }) ||
         (record.key && holds(*record.key)) || holds(record.value) ||
         (!expected.value.empty() && record.value == expected.value);
}

}  // namespace sluice
