// SPDX-License-Identifier: Apache-2.0
// The life of a sink's producers: made, made anew with all open records, exchanged.
#include <algorithm>
#include <iterator>

#include "kafka/rdkafka_producer.hpp"
#include "kafka/record_sink.hpp"
#include "kafka/report.hpp"
#include "kafka/settings.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

// Between two tries to make a producer.
constexpr auto producer_pause = 1s;

// Fatal, but not by a loss of state, which a restart answers.
bool is_held(const RdkafkaProducer& producer) {
  return producer.fatal() && outcome_of(producer.fatal_error(), Company::alone, {}).verdict == Verdict::hold;
}

// How long a producer that is exchanged may wait for what Kafka has not answered.
constexpr auto exchange_time_max = 5s;

template <class T>
void move_all(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  from.clear();
}

}  // namespace

void RecordSink::restart() {
  if (!producer_) return;  // under way already
  std::string cause = "asked for";
  if (producer_->fatal_error(&cause) == RD_KAFKA_RESP_ERR_NO_ERROR && alone_) alone_->fatal_error(&cause);
  watch_->restarting(cause, open(), Clock::now());
  give_all_back();
}

void RecordSink::give_all_back() {
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

void RecordSink::renew() {
  is_renewal_due_ = true;
  exchange();
}

// What was there first is in Kafka before anything else is taken.
void RecordSink::exchange() {
  if (!producer_) return;  // a restart is under way: first it gets all back
  if (is_renewal_due_) {
    auto made = try_producer(Company::shared);
    if (!made) return;
    fresh_ = std::move(made);
    is_renewal_due_ = false;
    exchange_end_ = Clock::now() + exchange_time_max;
  }
  const bool is_quiet = producer_->open() == 0 && (!alone_ || alone_->open() == 0);
  if (is_quiet) {
    producer_ = std::move(fresh_);
    alone_.reset();
  } else if (Clock::now() >= exchange_end_) {
    give_all_back();
  }
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

  auto fresh = fresh_ ? std::move(fresh_) : try_producer(Company::shared);
  if (!fresh) return;
  std::sort(returned_.failed.begin(), returned_.failed.end(),
            [](const Failure& a, const Failure& b) { return a.ticket < b.ticket; });
  move_all(returned_.failed, reports.failed);
  retiring_.clear();
  producer_ = std::move(fresh);
}

Result<std::unique_ptr<RdkafkaProducer>> RecordSink::make_producer(Company company) const {
  return RdkafkaProducer::create(producer_properties(config_, connection_, company), company, wakeup_.get(), *watch_,
                                 office_.topic(), KafkaLogin(config_.kafka.sasl));
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
  if (!producer_ || fresh_ || !refused_.empty()) return nullptr;
  auto& producer = company == Company::alone ? alone_ : producer_;
  if (producer && (!is_held(*producer) || producer->open() > 0)) return producer.get();
  auto made = try_producer(company);
  if (!made) return nullptr;
  producer = std::move(made);
  return producer.get();
}

std::optional<TimePoint> RecordSink::next_poll() const {
  if (!fresh_) return next_producer_;
  return std::min(exchange_end_, next_producer_.value_or(exchange_end_));
}

}  // namespace sluice
