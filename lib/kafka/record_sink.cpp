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
namespace {

// Between two tries to make a producer.
constexpr Millis producer_pause{1000};

// Fatal, but not by a loss of state, which a restart answers.
bool is_held(const RdkafkaProducer& producer) {
  return producer.fatal() && outcome_of(producer.fatal_error(), Company::alone, {}).verdict == Verdict::hold;
}

template <class T>
void move_all(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  from.clear();
}

}  // namespace

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
      shared_properties_(producer_properties(config, connection, Company::shared)),
      alone_properties_(producer_properties(config, connection, Company::alone)),
      sasl_(config.kafka.sasl),
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
  if (record.is_topic_rendered && topics_ && (waiting_.has(record.topic) || !topics_->is_ready(record.topic))) {
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
  TopicAnswer answer = waiting_.has(record.topic) ? TopicAnswer{} : topics_->ask(record.topic);
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
  move_all(refused_, reports.failed);
  if (producer_) producer_->poll(reports);
  if (alone_) alone_->poll(reports);
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
    if (code != "UNKNOWN_TOPIC_OR_PART" && code != "_UNKNOWN_TOPIC") return false;
    const std::string topic = static_cast<HeldRecord&>(*failure.record).content().topic;
    if (!topics_->knows(topic) && !waiting_.has(topic)) return false;
    topics_->forget(topic);
    std::unique_ptr<HeldRecord> record(static_cast<HeldRecord*>(failure.record.release()));
    waiting_.keep(topic, {failure.ticket, std::move(record), {}});
    return true;
  });
}

void RecordSink::restart() {
  if (!producer_) return;  // under way already
  std::string cause = "asked for";
  if (producer_->fatal_error(&cause) == RD_KAFKA_RESP_ERR_NO_ERROR && alone_) alone_->fatal_error(&cause);
  watch_->restarting(cause, open(), Clock::now());
  for (auto* producer : {&producer_, &alone_}) {
    if (!*producer) continue;
    (*producer)->give_back();
    retiring_.push_back(std::move(*producer));
  }
  for (Failure& failure : refused_) failure.outcome.verdict = Verdict::retry;
  move_all(refused_, returned_.failed);
  Reports none;
  if (open() == 0) return take_back(none);
  wake();
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

// Not a wait: a poll takes what is back, and the last of it ends the restart.
void RecordSink::take_back(Reports& reports) {
  bool all_back = true;
  for (const auto& producer : retiring_) {
    producer->poll(returned_);
    if (producer->open() == 0) continue;
    all_back = false;
    producer->give_back();  // again: a record that moved between two brokers' queues may have been missed
  }
  move_all(returned_.delivered, reports.delivered);
  if (!all_back) return;

  auto fresh = try_producer(Company::shared);
  if (!fresh) return;
  std::sort(returned_.failed.begin(), returned_.failed.end(),
            [](const Failure& a, const Failure& b) { return a.ticket < b.ticket; });
  move_all(returned_.failed, reports.failed);
  retiring_.clear();
  producer_ = std::move(fresh);
}

Result<std::unique_ptr<RdkafkaProducer>> RecordSink::make_producer(Company company) const {
  const auto& properties = company == Company::alone ? alone_properties_ : shared_properties_;
  return RdkafkaProducer::create(properties, company, wakeup_.get(), *watch_, office_.topic(), KafkaLogin(sasl_));
}

// Null: no thread or no memory for it now. The next try waits, lest a process in want is kept busy by tries.
std::unique_ptr<RdkafkaProducer> RecordSink::try_producer(Company company) {
  if (next_producer_) return nullptr;
  auto made = make_producer(company);
  if (made) return std::move(*made);
  const TimePoint now = Clock::now();
  watch_->error(RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE, made.error(), now);
  next_producer_ = now + producer_pause;
  return nullptr;
}

// Null: none now. After a refusal nothing is taken until it is reported, else what follows would overtake. A producer
// of single records is made when first needed. One that the configuration's fault has made useless (the principal may
// not write idempotently) is made anew when its records, held since, are sent again.
RdkafkaProducer* RecordSink::producer_for(Company company) {
  if (!producer_ || !refused_.empty()) return nullptr;
  auto& producer = company == Company::alone ? alone_ : producer_;
  if (producer && (!is_held(*producer) || producer->open() > 0)) return producer.get();
  auto made = try_producer(company);
  if (!made) return nullptr;
  producer = std::move(made);
  return producer.get();
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
