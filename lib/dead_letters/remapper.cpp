// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/remapper.hpp"

#include "dead_letters/restore.hpp"

namespace sluice {
namespace {

constexpr const char* not_restored = "NOT_REPLAYABLE";

}  // namespace

Result<std::unique_ptr<Remapper>> Remapper::create(const Config& config, Millis patience) {
  auto mapper = Mapper::compile(config.mapping);
  if (!mapper) return failure("mapping." + mapper.error().front().key + ": " + mapper.error().front().text);
  auto admin = TopicAdmin::create(config);
  if (!admin) return failure(admin.error());
  return std::unique_ptr<Remapper>(new Remapper(config, std::move(*mapper), std::move(*admin), patience));
}

Remapper::Remapper(const Config& config, Mapper mapper, std::unique_ptr<TopicAdmin> admin, Millis patience)
    : config_(config), mapper_(std::move(mapper)), admin_(std::move(admin)), patience_(patience) {}

Remapper::Remapped Remapper::map(const DeadLetter& letter) {
  Remapped result = is_rewritten(letter, config_.mapping) && !letter.is_truncated ? as_it_was(letter) : remap(letter);
  auto* const record = std::get_if<std::unique_ptr<HeldRecord>>(&result);
  if (record == nullptr) return result;
  const std::string& topic = (*record)->content().topic;
  if (topic == config_.dead_letters.topic) {
    return StillDead{"DEAD_LETTER_TOPIC", "the mapping gives \"" + topic +
                                              "\", which is dead_letters.topic: only dead letters go there; narrow the "
                                              "template"};
  }
  const TopicCheck& check = look(topic);
  if (check.state == TopicCheck::State::exists) return result;
  return StillDead{std::string(check.code), check.text};
}

Remapper::Remapped Remapper::remap(const DeadLetter& letter) {
  auto restored = restore_message(letter, config_.mapping);
  if (!restored) return StillDead{not_restored, restored.error()};
  const Mapped mapped = mapper_.map(restored->view());
  if (std::holds_alternative<Dropped>(mapped)) return Dropped();
  if (const auto* rejection = std::get_if<Rejection>(&mapped)) return StillDead{rejection->code, rejection->reason};
  KafkaRecord record = std::get<KafkaRecord>(mapped);
  const bool may_differ = record.is_topic_rendered && !record.default_topic.empty();
  if (may_differ && takes_default(look(std::string(record.topic)))) record.topic = record.default_topic;
  return std::make_unique<HeldRecord>(record);
}

Remapper::Remapped Remapper::as_it_was(const DeadLetter& letter) {
  if (!letter.kafka_topic) {
    return StillDead{not_restored, "its payload was rewritten by mapping.payload and it has no header sluice.topic"};
  }
  return std::make_unique<HeldRecord>(
      RecordContent{*letter.kafka_topic, letter.key, letter.headers, letter.value, letter.time_ms});
}

/// As in `run`: for one topic too many and for a name that Kafka does not take, not for a topic that is missing, nor
/// while Kafka does not answer.
bool Remapper::takes_default(const TopicCheck& check) const {
  const bool is_made = config_.kafka.topic_policy == TopicPolicy::create;
  return (is_made && check.state == TopicCheck::State::missing) || check.code == "TOPIC_EXCEPTION";
}

/// Asked once; what a template may make is bounded as in `run`.
const TopicCheck& Remapper::look(const std::string& topic) {
  const auto [entry, is_new] = topics_.try_emplace(topic);
  if (!is_new) return entry->second;
  const TopicUse use{topic, "mapping.topic"};
  entry->second =
      made_ < config_.kafka.create.max_topics ? admin_->provide(use, patience_) : admin_->check(use, patience_);
  if (entry->second.was_made) ++made_;
  return entry->second;
}

}  // namespace sluice
