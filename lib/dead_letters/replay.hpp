// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "dead_letters/choice.hpp"
#include "dead_letters/ledger.hpp"
#include "dead_letters/letter_text.hpp"
#include "dead_letters/remapper.hpp"
#include "kafka/transaction.hpp"
#include "mqtt/publisher.hpp"

namespace sluice {

/// Where chosen dead letters go.
enum class ReplayTarget {
  kafka,  ///< mapped anew by the present configuration
  mqtt    ///< published to the broker again, as they were
};

/// The consumer group, and the transactional id, that keep the progress: `sluice-replay-<task>-kafka`.
std::string replay_group(const Config& config, ReplayTarget target);

/// What a replay would do.
struct ReplayPlan {
  std::set<LetterId> pending;    ///< to be sent
  ErrorCounts causes;            ///< of those
  ErrorCounts seen;              ///< of all that were read, chosen or not
  std::size_t already = 0;       ///< chosen and sent before
  std::size_t stubs = 0;         ///< chosen, and cannot be sent: something is missing
  std::size_t foreign = 0;       ///< chosen, and not written by Sluice
  std::vector<TopicSpan> spans;  ///< to read for them
};

/// Reads the topic and the progress. Error: a sentence, also when the progress of such a choice could not be kept.
Result<ReplayPlan> plan_replay(TopicReader& reader, const Config& config, const LetterChoice& choice,
                               ReplayTarget target, const std::function<bool()>& is_stopped);

/// What a replay tells while it runs.
struct ReplayWatch {
  std::function<bool()> is_stopped;
  std::function<void(std::size_t done)> on_progress;  ///< of those pending, whatever became of them
  std::function<void(const LetterId&, const StillDead&)> on_still_dead;
};

struct ReplayEnd {
  enum class Kind {
    done,
    stopped,  ///< as asked; `text`: what is not known of the message in hand, if any was
    outrun,   ///< another replay has begun meanwhile, which shuts this one out: `text`
    failed,   ///< a server is away, or took too long: `text`
    refused   ///< for good by the MQTT broker: `text`
  };
  Kind kind = Kind::done;
  std::string text;
  std::size_t sent = 0;
  std::size_t dropped = 0;     ///< `mapping.where` does not want them now
  std::size_t still_dead = 0;  ///< not sent: they stay to be replayed
};

/// Sends what the plan says, each dead letter once: record and progress are committed in one transaction; to MQTT, the
/// progress is committed behind the PUBACK. Makes a batch, sends it, goes on.
class Replay {
 public:
  /// All must outlive it. Shuts out an earlier replay that still runs. Error: a sentence.
  static Result<std::unique_ptr<Replay>> begin(const Config& config, const ReplayPlan& plan, ReplayTarget target,
                                               ReplayWatch watch);

  ReplayEnd run();

 private:
  struct Parcel {
    LetterPlace place;
    std::unique_ptr<HeldRecord> record;  ///< null: only the progress is to be kept
    bool is_dropped = false;             ///< by `mapping.where`
  };

  Replay(const Config& config, const ReplayPlan& plan, ReplayTarget target, ReplayWatch watch);

  void take(const DeadLetter& letter, const LetterPlace& place);
  void take_for_kafka(const DeadLetter& letter, const LetterPlace& place);
  void take_for_mqtt(const DeadLetter& letter, const LetterPlace& place);
  void send_batch();
  void send(std::vector<Parcel> parcels);
  void stay_dead(const LetterId& id, const StillDead& why);
  void fail(ReplayEnd::Kind kind, std::string text);
  bool is_over() const { return end_.kind != ReplayEnd::Kind::done; }
  void advance(std::size_t count);

  const Config& config_;
  const ReplayPlan& plan_;
  const ReplayTarget target_;
  const std::string group_;
  ReplayWatch watch_;
  Ledger ledger_;
  std::unique_ptr<TopicReader> reader_;
  std::unique_ptr<TransactionalProducer> producer_;
  std::unique_ptr<Remapper> remapper_;    ///< to Kafka
  std::unique_ptr<Publisher> publisher_;  ///< to MQTT
  std::vector<Parcel> batch_;
  std::size_t batch_bytes_ = 0;
  std::size_t done_ = 0;
  ReplayEnd end_;
};

}  // namespace sluice
