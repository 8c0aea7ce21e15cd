// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "config/config.hpp"
#include "core/result.hpp"
#include "core/unique_fd.hpp"
#include "delivery/sink.hpp"
#include "kafka/dead_letter_office.hpp"
#include "kafka/topic_registry.hpp"
#include "kafka/waiting_records.hpp"
#include "mapping/mapper.hpp"
#include "ops/event.hpp"

namespace sluice {

class RdkafkaProducer;
struct RecordFacts;
class TroubleWatch;
struct KafkaProperty;

/// Kafka as a sink: maps each message and produces it. One per connection, owned by its thread, which also polls it.
///
///     submit ----> mapper ----> producer (batches) ------+
///     resubmit, shared -------> producer (batches)       +--> poll: delivered, failed
///     resubmit, alone --------> producer of single ones -+
///
/// Dead letters take the same ways as returned records, to a topic of their own.
///
/// A record whose topic comes from a template waits here until the topic is known to be there, those of one topic in
/// order; the others go on.
///
/// While a restart takes the open records back, or a refusal by produce itself is not yet reported, nothing is taken
/// (full, false): what was there first comes first.
class RecordSink final : public Sink {
 public:
  /// `connection`: its number from 0, for the client id. `events` and `topics` must outlive the sink. Without `topics`
  /// every topic counts as being there.
  /// Error: a property that librdkafka refuses, as a sentence.
  static Result<std::unique_ptr<RecordSink>> create(Mapper mapper, const Config& config, std::uint32_t connection,
                                                    EventSink& events, TopicRegistry* topics = nullptr);
  /// Drops what is open; does not wait for Kafka.
  ~RecordSink() override;

  /// Readable when `poll` has something to do; level-triggered, emptied by `poll`.
  int event_fd() const { return wakeup_.get(); }
  /// Records taken and not yet reported.
  std::uint64_t open() const;
  /// How many messages each route of the mapping has taken, and last how many none of them took; none that was dropped.
  std::span<const std::uint64_t> routed() const { return routed_; }

  Submission submit(const MqttMessage& message, Ticket ticket) override;
  Submission submit_traced(const MqttMessage& message, Ticket ticket, SubmissionNotes& notes) override;
  bool resubmit(std::unique_ptr<ReturnedRecord>& record, Ticket ticket, Company company) override;
  void poll(Reports& reports) override;
  /// After a producer could not be made: when the next one is tried. While one is exchanged: how long it may take.
  std::optional<TimePoint> next_poll() const override;
  void restart() override;
  /// The certificates have changed: a new producer takes over when Kafka has answered what the old one has, which takes
  /// a round trip. Where Kafka does not answer for five seconds the new one gets all of it again, in order. What is
  /// wrong with the files must have been found before.
  void renew();
  std::unique_ptr<ReturnedRecord> make_dead_letter(std::unique_ptr<ReturnedRecord> refused,
                                                   const Refusal& refusal) override;
  std::unique_ptr<ReturnedRecord> make_dead_letter(const MqttMessage& head, const Digest& payload,
                                                   const Refusal& refusal) override;
  bool shrink(ReturnedRecord& dead_letter, const Outcome& refusal) override;

  /// The producer of batches, for tests that provoke its errors.
  RdkafkaProducer& producer() { return *producer_; }

 private:
  RecordSink(Mapper mapper, const Config& config, std::uint32_t connection, EventSink& events, TopicRegistry* topics);

  /// `note` is called with the record, before it is produced.
  template <class Note>
  Submission submit_noting(const MqttMessage& message, Ticket ticket, Note note);
  template <class Note>
  Submission submit_mapped(RdkafkaProducer& producer, const MqttMessage& message, Mapped& mapped, Ticket ticket,
                           Note note);
  Submission produce_new(RdkafkaProducer& producer, const KafkaRecord& record, Ticket ticket);
  Submission refuse(const KafkaRecord& record, Outcome outcome);
  Submission submit_unready(RdkafkaProducer& producer, KafkaRecord& record, Ticket ticket);
  void take_waiting(Reports& reports);
  void take_back_gone(Reports& reports);
  RecordFacts facts(const KafkaRecord& record) const;
  Result<std::unique_ptr<RdkafkaProducer>> make_producer(Company company) const;
  std::unique_ptr<RdkafkaProducer> try_producer(Company company);
  void exchange();
  void give_all_back();
  RdkafkaProducer* producer_for(Company company);
  void report_later(Failure failure);
  void take_back(Reports& reports);
  void wake();

  UniqueFd wakeup_;                    ///< outlives the producers, which write it
  std::unique_ptr<TopicView> topics_;  ///< null: every topic counts as being there
  WaitingRecords waiting_;
  Mapper mapper_;
  std::vector<std::uint64_t> routed_;
  DeadLetterOffice office_;
  const Config config_;
  const std::uint32_t connection_;
  std::unique_ptr<TroubleWatch> watch_;
  std::unique_ptr<RdkafkaProducer> producer_;  ///< null while a restart is under way
  std::unique_ptr<RdkafkaProducer> alone_;     ///< made when first needed
  bool is_renewal_due_ = false;
  std::unique_ptr<RdkafkaProducer> fresh_;  ///< takes over from both; nothing is taken until then
  TimePoint exchange_end_;                  ///< of that, at the latest
  std::optional<TimePoint> next_producer_;  ///< none is made before
  std::vector<std::unique_ptr<RdkafkaProducer>> retiring_;
  Reports returned_;              ///< of the retiring ones, until all is back
  std::vector<Failure> refused_;  ///< taken from the caller, refused by produce itself: reported by the next poll
};

}  // namespace sluice
