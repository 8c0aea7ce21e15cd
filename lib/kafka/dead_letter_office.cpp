// SPDX-License-Identifier: Apache-2.0
#include "kafka/dead_letter_office.hpp"

#include <chrono>
#include <variant>

#include "config/identity.hpp"
#include "config/kafka_properties.hpp"
#include "core/clock.hpp"

namespace sluice {
namespace {

Graveyard graveyard_of(const Config& config, std::uint32_t connection) {
  return {config.dead_letters.topic, connection_client_id(config.mqtt.client_id, connection),
          record_bytes_max(config.kafka)};
}

// The default mapping, which every message passes. Its topic is never used.
std::optional<Mapper> make_plain_mapper(const Config& config) {
  MappingRules rules;
  rules.topic = "plain";
  rules.headers.system_prefix = config.mapping.headers.system_prefix;
  rules.extended = config.mapping.extended;
  rules.task = config.mapping.task;
  rules.filters = config.mapping.filters;
  auto mapper = Mapper::compile(rules);
  if (!mapper) return std::nullopt;
  return std::move(*mapper);
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch()).count();
}

RecordContent& content_of(ReturnedRecord& record) { return static_cast<HeldRecord&>(record).content(); }

Submission refused(Refusal refusal, std::unique_ptr<ReturnedRecord> record) {
  return {Submission::Kind::rejected,
          std::make_unique<RefusedMessage>(RefusedMessage{std::move(refusal), std::move(record)})};
}

}  // namespace

DeadLetterOffice::DeadLetterOffice(const Config& config, std::uint32_t connection)
    : graveyard_(graveyard_of(config, connection)), plain_mapper_(make_plain_mapper(config)) {}

Submission DeadLetterOffice::refuse(const KafkaRecord& record, Rejection rejection, std::uint32_t attempts) const {
  return refused({std::move(rejection), attempts}, is_open() ? keep(record) : nullptr);
}

Submission DeadLetterOffice::refuse(const MqttMessage& message, Rejection rejection) {
  return refused({std::move(rejection), 0}, is_open() ? map_plainly(message) : nullptr);
}

Submission DeadLetterOffice::refuse_own_topic(const MqttMessage& message) {
  return refuse(message, {Stage::mapping, "DEAD_LETTER_TOPIC",
                          "the mapping's template gave \"" + graveyard_.topic +
                              "\", which is dead_letters.topic: only dead letters go there; publish to another MQTT "
                              "topic, or narrow the template"});
}

std::unique_ptr<ReturnedRecord> DeadLetterOffice::make(std::unique_ptr<ReturnedRecord> refused,
                                                       const Refusal& refusal) const {
  make_dead_letter(content_of(*refused), graveyard_, refusal, now_ms());
  return refused;
}

std::unique_ptr<ReturnedRecord> DeadLetterOffice::make(const MqttMessage& head, const Digest& payload,
                                                       const Refusal& refusal) {
  auto record = map_plainly(head);
  make_dead_letter(record->content(), graveyard_, refusal, now_ms(), payload);
  return record;
}

// Without a topic: nobody can say where it should have gone.
std::unique_ptr<HeldRecord> DeadLetterOffice::map_plainly(const MqttMessage& message) {
  KafkaRecord record{{}, message.topic, {}, message.payload};
  if (plain_mapper_) {
    auto mapped = plain_mapper_->map(message);
    if (const auto* plain = std::get_if<KafkaRecord>(&mapped)) record = *plain;
  }
  record.topic = {};
  return keep(record);
}

std::unique_ptr<HeldRecord> DeadLetterOffice::keep(const KafkaRecord& record) const {
  return std::make_unique<HeldRecord>(content_to_bury(record, graveyard_.bytes_max));
}

}  // namespace sluice
