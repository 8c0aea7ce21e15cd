// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/restore.hpp"

#include <catch2/catch.hpp>

#include "mapping/mapper.hpp"
#include "unit/dead_letters/letters.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

MappingRules rules_to(const std::string& topic) {
  MappingRules rules;
  rules.topic = topic;
  return rules;
}

/// The letter that Kafka's refusal makes of a mapped message.
DeadLetter refused_by_kafka(const MappingRules& rules, const MqttMessage& message) {
  auto mapper = Mapper::compile(rules).value();
  const auto mapped = mapper.map(message);
  const auto& record = std::get<KafkaRecord>(mapped);
  PlacedRecord placed{0, 1, {}};
  placed.content.headers = {{"sluice.error", "POLICY_VIOLATION"}, {"sluice.stage", "kafka"}, {"sluice.topic", "plant"}};
  for (const auto& [name, value] : record.headers) {
    placed.content.headers.emplace_back((name.starts_with("sluice.") ? "user." : "") + std::string(name), value);
  }
  placed.content.value = record.value;
  if (record.key) placed.content.key = std::string(*record.key);
  return read_letter(placed, rules.headers.system_prefix);
}

const std::vector<UserProperty> sent{{"k", "1"},       {"mqtt.topic", "forged"}, {"k", "2"}, {"sluice.error", "x"},
                                     {"", "nameless"}, {"$clientid", "meter-7"}};
const Pairs sent_pairs{{"k", "1"},       {"mqtt.topic", "forged"}, {"k", "2"}, {"sluice.error", "x"},
                       {"", "nameless"}, {"$clientid", "meter-7"}};

MqttMessage full_message() {
  MqttMessage message;
  message.topic = "plant/7";
  message.payload = "21.5";
  message.packet_id = 12;
  message.qos = 1;
  message.retained = true;
  message.duplicated = true;
  message.payload_format = 1;
  message.message_expiry = 3600;
  message.content_type = "text/plain";
  message.response_topic = "answers";
  message.correlation_data = std::string_view("\0\xFF", 2);
  message.user_properties = sent;
  return message;
}

}  // namespace

TEST_CASE("a message that was never mapped comes back as it was") {
  auto restored = restore_message(letter(), rules_to("plant"));
  REQUIRE(restored);
  const MqttMessage message = restored->view();
  CHECK(message.topic == "plant/7");
  CHECK(message.payload == "21.5");
  CHECK(message.packet_id == 12);
  CHECK(message.qos == 1);
  CHECK_FALSE(message.retained);
  CHECK_FALSE(message.content_type);
  CHECK_FALSE(message.correlation_data);
  CHECK(message.received_ms == refused_at_ms);
  CHECK(restored->pairs == Pairs{{"sluice.error", "forged"}, {"k", "1"}, {"k", "2"}});
}

TEST_CASE("a record that Kafka refused becomes the message that it was made of") {
  MappingRules rules = rules_to("plant");
  rules.extended.publisher_client_id = "$clientid";
  rules.headers.add = {{"site", "plant-7"}};
  SECTION("by the default names") {}
  SECTION("by other prefixes") {
    rules.headers.system_prefix = "m-";
    rules.headers.user_property_prefix = "u-";
  }
  SECTION("by a prefix of user properties that is the beginning of the system's") {
    rules.headers.user_property_prefix = "mq";
  }
  auto restored = restore_message(refused_by_kafka(rules, full_message()), rules);
  REQUIRE(restored);
  const MqttMessage message = restored->view();
  CHECK(message.topic == "plant/7");
  CHECK(message.payload == "21.5");
  CHECK(message.packet_id == 12);
  CHECK(message.qos == 1);
  CHECK(message.retained);
  CHECK(message.duplicated);
  CHECK(message.payload_format == 1);
  CHECK(message.message_expiry == 3600U);
  CHECK(message.content_type == "text/plain");
  CHECK(message.response_topic == "answers");
  CHECK(message.correlation_data == std::string_view("\0\xFF", 2));
  CHECK(restored->pairs == sent_pairs);
}

TEST_CASE("an extended field whose user property was not carried becomes one") {
  MappingRules rules = rules_to("plant");
  rules.extended.publisher_client_id = "$clientid";
  rules.headers.user_properties = Selection::none;
  auto restored = restore_message(refused_by_kafka(rules, full_message()), rules);
  REQUIRE(restored);
  CHECK(restored->pairs == Pairs{{"$clientid", "meter-7"}});
}

TEST_CASE("what cannot come back says why") {
  DeadLetter stub = letter();
  stub.is_truncated = true;
  stub.payload_size = 3'000'000;
  CHECK(restore_message(stub, {}).error() == "it is a stub (sluice.truncated): of 3000000 bytes of payload it holds 4");
  DeadLetter strange = letter();
  strange.error.clear();
  CHECK(restore_message(strange, {}).error() == "it was not written by Sluice: it has no header sluice.error");
  MappingRules rules = rules_to("plant");
  rules.headers.system = Selection::none;
  CHECK(restore_message(refused_by_kafka(rules, full_message()), rules).error() ==
        "it has no header mqtt.topic, so its MQTT topic is not known");
}

TEST_CASE("a payload that the mapping has rewritten is known by the configuration") {
  MappingRules rules = rules_to("plant");
  const DeadLetter refused = refused_by_kafka(rules, full_message());
  CHECK_FALSE(is_rewritten(refused, rules));
  rules.payload = PayloadForm::json;
  CHECK(is_rewritten(refused, rules));
  CHECK_FALSE(is_rewritten(letter(), rules));
  rules.payload = PayloadForm::raw;
  rules.routes.emplace_back().payload = PayloadForm::base64;
  CHECK(is_rewritten(refused, rules));
}
