// SPDX-License-Identifier: Apache-2.0
#include "kafka/record_sink.hpp"

#include <sys/eventfd.h>

#include <algorithm>
#include <iterator>
#include <variant>

#include "kafka/dead_letter.hpp"
#include "kafka/held_record.hpp"
#include "kafka/rdkafka_producer.hpp"
#include "kafka/report.hpp"
#include "kafka/settings.hpp"

namespace sluice {
namespace {}  // namespace

Result<std::unique_ptr<RecordSink>> RecordSink::create(Mapper mapper, const Config& config, std::uint32_t connection,
                                                       EventSink& events, TopicRegistry* topics) {
  std::unique_ptr<RecordSink> sink(new RecordSink(std::move(mapper), config, connection, events, topics));
  if (!sink->wakeup_) return failure("no eventfd for the Kafka producer: raise the limit of open files (ulimit -n)");
  auto producer = sink->make_producer(Company::shared);
  if (!producer) return failure(std::move(producer.error()));
  sink->producer_ = std::move(*producer);
  return sink;
}

RecordSink::RecordSink(Mapper mapper, const Config& config, std::uint32_t connection, EventSink& events,
                       TopicRegistry* topics)
    : wakeup_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      topics_(topics == nullptr ? nullptr : std::make_unique<TopicView>(*topics, wakeup_.get())),
      mapper_(std::move(mapper)),
      routed_(mapper_.routes() + 1),
      office_(config, connection),
      config_(config),
      connection_(connection),
      watch_(std::make_unique<TroubleWatch>(
          events, TroubleWatch::Setup{kafka_addresses(config), uses_scram(config), config.kafka.compression})) {}

RecordSink::~RecordSink() = default;

std::uint64_t RecordSink::open() const {
  std::uint64_t sum = refused_.size() + returned_.failed.size() + waiting_.size();
  if (producer_) sum += producer_->open();
  if (alone_) sum += alone_->open();
  for (const auto& producer : retiring_) sum += producer->open();
  return sum;
}

template <class Note>
Submission RecordSink::submit_noting(const MqttMessage& message, Ticket ticket, Note note) {
  RdkafkaProducer* const producer = producer_for(Company::shared);
  if (producer == nullptr) return {Submission::Kind::full};
  auto mapped = mapper_.map(message);
  if (std::holds_alternative<Dropped>(mapped)) return {Submission::Kind::dropped};
  Submission submission = submit_mapped(*producer, message, mapped, ticket, note);
  // Else it is offered again.
  if (submission.kind != Submission::Kind::full) ++routed_[mapper_.route()];
  return submission;
}

template <class Note>
Submission RecordSink::submit_mapped(RdkafkaProducer& producer, const MqttMessage& message, Mapped& mapped,
                                     Ticket ticket, Note note) {
  if (auto* rejection = std::get_if<Rejection>(&mapped)) {
    return office_.refuse(message, std::move(*rejection));
  }

  auto& record = std::get<KafkaRecord>(mapped);
  note(record);
  // Before librdkafka, and whoever keeps the record for a topic, makes a copy of each.
  if (has_too_many_headers(record, office_.record_bytes_max())) {
    return refuse(record, outcome_of(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, Company::alone, facts(record)));
  }
  if (record.is_topic_rendered && record.topic == office_.topic()) return office_.refuse_own_topic(message);
  if (record.is_topic_rendered && topics_ &&
      (waiting_.has(record.topic) || !topics_->is_ready(record.topic, record.default_topic))) {
    return submit_unready(producer, record, ticket);
  }
  return produce_new(producer, record, ticket);
}

Submission RecordSink::submit(const MqttMessage& message, Ticket ticket) {
  return submit_noting(message, ticket, [](const KafkaRecord&) {});
}

Submission RecordSink::submit_traced(const MqttMessage& message, Ticket ticket, SubmissionNotes& notes) {
  return submit_noting(message, ticket, [&](const KafkaRecord& record) {
    notes.destination = record.topic;
    notes.mapped = Clock::now();
  });
}

Submission RecordSink::submit_unready(RdkafkaProducer& producer, KafkaRecord& record, Ticket ticket) {
  using State = TopicAnswer::State;
  // Behind those that wait already, whatever has become of the topic meanwhile.
  TopicAnswer answer = waiting_.has(record.topic) ? TopicAnswer{} : topics_->ask(record.topic, record.default_topic);
  if (answer.state == State::pending) {
    const std::string topic(record.topic);
    waiting_.keep(topic, {ticket, std::make_unique<HeldRecord>(record), std::string(record.default_topic)});
    return {Submission::Kind::pending};
  }
  const bool takes_default = answer.state == State::unusable && !record.default_topic.empty();
  if (takes_default) record.topic = record.default_topic;
  if (takes_default || answer.state == State::ready) return produce_new(producer, record, ticket);
  return office_.refuse(record, {Stage::kafka, std::string(answer.code), std::move(answer.text)}, 0);
}

Submission RecordSink::produce_new(RdkafkaProducer& producer, const KafkaRecord& record, Ticket ticket) {
  const rd_kafka_resp_err_t error = producer.produce(record, ticket);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return {Submission::Kind::pending};
  if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) return {Submission::Kind::full};

  // What produce refuses at once was refused without company.
  Outcome outcome = outcome_of(error, Company::alone, facts(record));
  if (outcome.verdict == Verdict::rejected) return refuse(record, std::move(outcome));
  report_later({ticket, std::move(outcome), std::make_unique<HeldRecord>(record)});
  return {Submission::Kind::pending};
}

Submission RecordSink::refuse(const KafkaRecord& record, Outcome outcome) {
  return office_.refuse(record, {Stage::kafka, std::string(outcome.code), std::move(outcome.reason)}, 1);
}

bool RecordSink::resubmit(std::unique_ptr<ReturnedRecord>& record, Ticket ticket, Company company) {
  RdkafkaProducer* const producer = producer_for(company);
  if (producer == nullptr) return false;
  auto& held = static_cast<HeldRecord&>(*record);
  const KafkaRecord view = held.view();
  const rd_kafka_resp_err_t error = producer->produce(view, ticket);
  if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) return false;
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    record.reset();
    return true;
  }
  Outcome outcome = outcome_of(error, Company::alone, facts(view));
  report_later({ticket, std::move(outcome), std::move(record)});
  return true;
}

void RecordSink::poll(Reports& reports) {
  std::uint64_t count = 0;
  // The descriptor before the queues: what comes in between is then found here or signalled again.
  static_cast<void>(::read(wakeup_.get(), &count, sizeof count));
  if (next_producer_ && *next_producer_ <= Clock::now()) next_producer_.reset();
  std::move(refused_.begin(), refused_.end(), std::back_inserter(reports.failed));
  refused_.clear();
  if (producer_) producer_->poll(reports);
  if (alone_) alone_->poll(reports);
  // Before it takes over: librdkafka signals only what comes into an empty queue.
  if (fresh_) fresh_->poll(reports);
  if (is_renewal_due_ || fresh_) exchange();
  if (!producer_) take_back(reports);
  if (!topics_) return;
  take_back_gone(reports);
  if (waiting_.size() > 0 && producer_) take_waiting(reports);
}

// What waited for a topic about which there is a decision now.
void RecordSink::take_waiting(Reports& reports) {
  using State = TopicAnswer::State;
  for (auto& [answer, records] : waiting_.take_settled(*topics_)) {
    for (WaitingRecord& waiting : records) {
      const bool takes_default = answer.state == State::unusable && !waiting.default_topic.empty();
      if (takes_default) waiting.record->content().topic = waiting.default_topic;
      std::unique_ptr<ReturnedRecord> record = std::move(waiting.record);
      if (!takes_default && answer.state != State::ready) {
        reports.failed.push_back({waiting.ticket, {Verdict::rejected, answer.code, answer.text}, std::move(record)});
      } else if (!resubmit(record, waiting.ticket, Company::shared)) {
        Outcome no_room{Verdict::retry, "_QUEUE_FULL", "the producer takes no record now; it is sent again"};
        reports.failed.push_back({waiting.ticket, std::move(no_room), std::move(record)});
      }
    }
  }
}

// A template's topic that somebody has deleted is no fault of the configuration: it is looked up anew, as on first use.
void RecordSink::take_back_gone(Reports& reports) {
  std::erase_if(reports.failed, [this](Failure& failure) {
    const std::string_view code = failure.outcome.code;
    // The last is said of records that had their partition already.
    if (code != "UNKNOWN_TOPIC_OR_PART" && code != "_UNKNOWN_TOPIC" && code != "_UNKNOWN_PARTITION") return false;
    const std::string topic = static_cast<HeldRecord&>(*failure.record).content().topic;
    const auto known = topics_->default_topic_of(topic);
    if (!known && !waiting_.has(topic)) return false;
    std::string default_topic(known.value_or(""));
    topics_->forget(topic);
    std::unique_ptr<HeldRecord> record(static_cast<HeldRecord*>(failure.record.release()));
    waiting_.keep(topic, {failure.ticket, std::move(record), std::move(default_topic)});
    return true;
  });
}

std::unique_ptr<ReturnedRecord> RecordSink::make_dead_letter(std::unique_ptr<ReturnedRecord> refused,
                                                             const Refusal& refusal) {
  return office_.make(std::move(refused), refusal);
}

std::unique_ptr<ReturnedRecord> RecordSink::make_dead_letter(const MqttMessage& head, const Digest& payload,
                                                             const Refusal& refusal) {
  return office_.make(head, payload, refusal);
}

bool RecordSink::shrink(ReturnedRecord& dead_letter, const Outcome& refusal) {
  return is_too_large(refusal.code) && shorten(static_cast<HeldRecord&>(dead_letter).content());
}

RecordFacts RecordSink::facts(const KafkaRecord& record) const {
  return facts_of(record.topic, record.value.size(), office_.topic());
}

void RecordSink::report_later(Failure failure) {
  refused_.push_back(std::move(failure));
  wake();
}

void RecordSink::wake() {
  const std::uint64_t one = 1;
  static_cast<void>(::write(wakeup_.get(), &one, sizeof one));
}

}  // namespace sluice
