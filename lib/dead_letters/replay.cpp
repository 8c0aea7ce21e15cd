// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/replay.hpp"

#include "dead_letters/letter_scan.hpp"
#include "dead_letters/restore.hpp"

namespace sluice {
namespace {

constexpr Millis patience{15'000};
constexpr std::size_t batch_letters_max = 100;
constexpr std::size_t batch_bytes_max = std::size_t{1} << 20U;

const char* full_text =
    "the progress of so scattered a choice does not fit into Kafka's commit (4096 bytes a partition): replay what lies "
    "between as well, or narrow the choice by --since";

}  // namespace

std::string replay_group(const Config& config, ReplayTarget target) {
  return "sluice-replay-" + config.task + (target == ReplayTarget::kafka ? "-kafka" : "-mqtt");
}

Result<ReplayPlan> plan_replay(TopicReader& reader, const Config& config, const LetterChoice& choice,
                               ReplayTarget target, const std::function<bool()>& is_stopped) {
  const auto spans = reader.spans();
  if (!spans) return failure(spans.error());
  const auto committed = reader.committed();
  if (!committed) return failure(committed.error());
  auto ledger = Ledger::read(replay_group(config, target), *committed, *spans);
  if (!ledger) return failure(ledger.error());
  ReplayPlan plan;
  plan.spans = choice.narrow(*spans);
  Predecessors predecessors(plan.spans);
  const auto end =
      scan(reader, plan.spans, config.mapping.headers.system_prefix, is_stopped, [&](const DeadLetter& letter) {
        const LetterPlace place = predecessors.place(letter.id);
        ++plan.seen[error_of(letter)];
        if (!choice.takes(letter)) return;
        if (ledger->contains(letter.id)) {
          ++plan.already;
        } else if (!letter.is_ours()) {
          ++plan.foreign;
        } else if (letter.is_truncated) {
          ++plan.stubs;
        } else {
          plan.pending.insert(letter.id);
          ++plan.causes[letter.error];
          ledger->mark(place);
        }
      });
  if (!end) return failure(end.error());
  if (*end == ScanEnd::stopped) return failure("stopped before anything was sent");
  if (!ledger->fits()) return failure(full_text);
  return plan;
}

Result<std::unique_ptr<Replay>> Replay::begin(const Config& config, const ReplayPlan& plan, ReplayTarget target,
                                              ReplayWatch watch) {
  std::unique_ptr<Replay> replay(new Replay(config, plan, target, std::move(watch)));
  // First: from here on no earlier replay can commit anything any more, so that what is read next is all there is.
  auto producer = TransactionalProducer::open(config, replay->group_, patience);
  if (!producer) return failure(producer.error());
  replay->producer_ = std::move(*producer);
  auto reader = TopicReader::open(config, config.dead_letters.topic, replay->group_, patience);
  if (!reader) return failure(reader.error());
  replay->reader_ = std::move(*reader);
  const auto committed = replay->reader_->committed();
  if (!committed) return failure(committed.error());
  const auto spans = replay->reader_->spans();
  if (!spans) return failure(spans.error());
  auto ledger = Ledger::read(replay->group_, *committed, *spans);
  if (!ledger) return failure(ledger.error());
  replay->ledger_ = std::move(*ledger);
  if (target == ReplayTarget::kafka) {
    auto remapper = Remapper::create(config, patience);
    if (!remapper) return failure(remapper.error());
    replay->remapper_ = std::move(*remapper);
  } else {
    replay->publisher_ = std::make_unique<Publisher>(config.mqtt, "replay", replay->watch_.is_stopped);
  }
  return replay;
}

Replay::Replay(const Config& config, const ReplayPlan& plan, ReplayTarget target, ReplayWatch watch)
    : config_(config), plan_(plan), target_(target), group_(replay_group(config, target)), watch_(std::move(watch)) {}

ReplayEnd Replay::run() {
  Predecessors predecessors(plan_.spans);
  const auto scanned = scan(
      *reader_, plan_.spans, config_.mapping.headers.system_prefix, [this] { return is_over() || watch_.is_stopped(); },
      [&](const DeadLetter& letter) {
        const LetterPlace place = predecessors.place(letter.id);
        if (plan_.pending.contains(letter.id)) take(letter, place);
      });
  // What was gathered before the stop has not been sent, and is not in the progress.
  if (!scanned) fail(ReplayEnd::Kind::failed, scanned.error());
  if (scanned && *scanned == ScanEnd::stopped && !is_over()) fail(ReplayEnd::Kind::stopped, {});
  if (!is_over()) send_batch();
  return end_;
}

void Replay::take(const DeadLetter& letter, const LetterPlace& place) {
  if (is_over()) return;
  if (ledger_.contains(letter.id)) return advance(1);  // sent by another replay since the plan was made
  if (target_ == ReplayTarget::kafka) {
    take_for_kafka(letter, place);
  } else {
    take_for_mqtt(letter, place);
  }
}

void Replay::take_for_kafka(const DeadLetter& letter, const LetterPlace& place) {
  auto remapped = remapper_->map(letter);
  if (const auto* dead = std::get_if<StillDead>(&remapped)) return stay_dead(letter.id, *dead);
  auto* const record = std::get_if<std::unique_ptr<HeldRecord>>(&remapped);
  batch_.push_back({place, record == nullptr ? nullptr : std::move(*record), record == nullptr});
  batch_bytes_ += letter.value.size();
  if (batch_.size() >= batch_letters_max || batch_bytes_ >= batch_bytes_max) send_batch();
}

void Replay::take_for_mqtt(const DeadLetter& letter, const LetterPlace& place) {
  if (is_rewritten(letter, config_.mapping)) {
    return stay_dead(letter.id,
                     {"NOT_REPLAYABLE",
                      "its payload was rewritten by mapping.payload: replay it to Kafka, where it goes as it "
                      "was"});
  }
  auto restored = restore_message(letter, config_.mapping);
  if (!restored) return stay_dead(letter.id, {"NOT_REPLAYABLE", restored.error()});
  const auto answer = publisher_->publish(restored->view(), patience);
  if (!answer) {
    switch (answer.error().kind) {
      case PublishFault::Kind::unfit: return stay_dead(letter.id, {"NOT_REPLAYABLE", answer.error().text});
      case PublishFault::Kind::refused: return fail(ReplayEnd::Kind::refused, answer.error().text);
      case PublishFault::Kind::stopped:
        return fail(ReplayEnd::Kind::stopped, letter.id.text() + " to " + answer.error().text);
      case PublishFault::Kind::unreachable: return fail(ReplayEnd::Kind::failed, answer.error().text);
    }
  }
  if (!answer->is_taken()) return stay_dead(letter.id, {"NOT_TAKEN", answer->text()});
  std::vector<Parcel> one;
  one.push_back({place, nullptr});
  send(std::move(one));
  if (is_over())
    end_.text = letter.id.text() + " was published, but that could not be kept and it will be again: " + end_.text;
}

void Replay::send_batch() {
  if (batch_.empty()) return;
  batch_bytes_ = 0;
  send(std::exchange(batch_, {}));
}

void Replay::send(std::vector<Parcel> parcels) {
  Ledger next = ledger_;
  std::vector<LetterPlace> places;
  std::vector<std::unique_ptr<HeldRecord>> records;
  std::vector<std::size_t> owners;  // of each record its parcel
  for (std::size_t i = 0; i < parcels.size(); ++i) {
    places.push_back(parcels[i].place);
    next.mark(parcels[i].place);
    if (parcels[i].record == nullptr) continue;
    records.push_back(std::move(parcels[i].record));
    owners.push_back(i);
  }
  if (!next.fits()) return fail(ReplayEnd::Kind::failed, full_text);
  const TransactionEnd end = producer_->run(records, group_, config_.dead_letters.topic, next.marks(places));
  if (end.kind == TransactionEnd::Kind::committed) {
    ledger_ = std::move(next);
    for (const Parcel& each : parcels) ++(each.is_dropped ? end_.dropped : end_.sent);
    return advance(parcels.size());
  }
  if (end.kind == TransactionEnd::Kind::fenced) {
    return fail(ReplayEnd::Kind::outrun,
                "another replay of this task has begun meanwhile, and this one gives way to it");
  }
  if (end.kind == TransactionEnd::Kind::failed) return fail(ReplayEnd::Kind::failed, end.text);
  if (parcels.size() == 1) return stay_dead(parcels.front().place.id, {end.code, end.text});
  // Kafka refuses whole batches: only alone is a refusal a record's own.
  for (std::size_t i = 0; i < owners.size(); ++i) parcels[owners[i]].record = std::move(records[i]);
  for (Parcel& each : parcels) {
    if (is_over()) return;
    std::vector<Parcel> one;
    one.push_back(std::move(each));
    send(std::move(one));
  }
}

void Replay::stay_dead(const LetterId& id, const StillDead& why) {
  ++end_.still_dead;
  watch_.on_still_dead(id, why);
  advance(1);
}

void Replay::fail(ReplayEnd::Kind kind, std::string text) {
  end_.kind = kind;
  end_.text = std::move(text);
}

void Replay::advance(std::size_t count) {
  done_ += count;
  watch_.on_progress(done_);
}

}  // namespace sluice
