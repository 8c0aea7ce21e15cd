// SPDX-License-Identifier: Apache-2.0
#include "kafka/transaction.hpp"

#include <librdkafka/rdkafka.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <thread>

#include "kafka/kafka_handles.hpp"
#include "kafka/login/login.hpp"
#include "kafka/rdkafka_producer.hpp"
#include "kafka/report.hpp"
#include "kafka/settings.hpp"
#include "kafka/trouble_watch.hpp"
#include "ops/event.hpp"

namespace sluice {
namespace {

using Kind = TransactionEnd::Kind;

constexpr int slice_ms = 50;

using GroupMetadata =
    std::unique_ptr<rd_kafka_consumer_group_metadata_t, KafkaDestroy<rd_kafka_consumer_group_metadata_destroy>>;

std::vector<KafkaProperty> transactional_properties(const Config& config, const std::string& id) {
  auto properties = producer_properties(config, 0, Company::shared);
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, std::string>>{
           {"transactional.id", id},
           {"transaction.timeout.ms", "60000"},
           {"message.timeout.ms", "30000"},
           // The coordinator is busy with the end of the transaction before for a moment (CONCURRENT_TRANSACTIONS).
           {"retry.backoff.ms", "5"},
           {"linger.ms", "0"},                            // a batch is there at once
           {"queue.buffering.max.kbytes", "2097151"}}) {  // the batches are the bound
    properties.push_back({name, value});
  }
  return properties;
}

/// What Kafka's connections had to say last: it explains a deadline.
class LastTrouble final : public EventSink {
 public:
  void emit(const Event& event) override {
    if (event.severity >= Severity::warn) text = event.text;
  }
  std::string text;
};

TransactionEnd failed(std::string text) { return {Kind::failed, 0, {}, std::move(text)}; }

bool is_fenced(const rd_kafka_error_t& error) {
  const rd_kafka_resp_err_t code = rd_kafka_error_code(&error);
  return code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
         code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
}

std::string text_of(const rd_kafka_error_t& error, const std::string& trouble) {
  const rd_kafka_resp_err_t code = rd_kafka_error_code(&error);
  switch (code) {
    case RD_KAFKA_RESP_ERR__FENCED:
    case RD_KAFKA_RESP_ERR_PRODUCER_FENCED:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
      return "another one with the same transactional id has begun meanwhile: this one gives way";
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      return "Kafka does not allow this principal the transactional id: grant it WRITE and DESCRIBE on it";
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      return "Kafka does not allow this principal the consumer group: grant it READ on it";
    default:
      return std::string(rd_kafka_error_string(&error)) + " (" + std::string(error_name(code)) + ')' +
             (trouble.empty() ? "" : "; " + trouble);
  }
}

TransactionEnd end_by(const rd_kafka_error_t& error, const std::string& trouble) {
  return {is_fenced(error) ? Kind::fenced : Kind::failed, 0, {}, text_of(error, trouble)};
}

}  // namespace

struct TransactionalProducer::Client {
  UniqueFd wakeup;
  LastTrouble trouble;
  std::unique_ptr<TroubleWatch> watch;
  std::unique_ptr<RdkafkaProducer> producer;

  rd_kafka_t* handle() const { return producer->handle(); }

  void poll(Reports& reports) const {
    pollfd wait{wakeup.get(), POLLIN, 0};
    if (::poll(&wait, 1, slice_ms) > 0) {
      std::uint64_t count = 0;
      static_cast<void>(::read(wakeup.get(), &count, sizeof count));
    }
    producer->poll(reports);
  }

  /// Calls one that blocks, while another thread takes the reports that it waits for: with events librdkafka does not
  /// take them by itself.
  template <class Call>
  KafkaError while_polling(Call call) {
    std::atomic<bool> is_over = false;
    std::thread poller([&] {
      Reports reports;
      while (!is_over) poll(reports);
    });
    KafkaError error(call());
    is_over = true;
    const std::uint64_t one = 1;
    static_cast<void>(::write(wakeup.get(), &one, sizeof one));
    poller.join();
    return error;
  }
};

Result<std::unique_ptr<TransactionalProducer>> TransactionalProducer::open(const Config& config, const std::string& id,
                                                                           Millis patience) {
  auto client = std::make_unique<Client>();
  client->wakeup = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!client->wakeup) return failure("eventfd: " + std::generic_category().message(errno));
  client->watch = std::make_unique<TroubleWatch>(
      client->trouble, TroubleWatch::Setup{kafka_addresses(config), uses_scram(config), config.kafka.compression});
  auto producer = RdkafkaProducer::create(transactional_properties(config, id), Company::shared, client->wakeup.get(),
                                          *client->watch, config.dead_letters.topic, KafkaLogin(config.kafka.sasl));
  if (!producer) return failure(producer.error());
  client->producer = std::move(*producer);
  const KafkaError error = client->while_polling(
      [&] { return rd_kafka_init_transactions(client->handle(), static_cast<int>(patience.count())); });
  if (error) {
    return failure("Kafka at " + kafka_addresses(config) + " gives no transaction for `" + id +
                   "`: " + text_of(*error, client->trouble.text));
  }
  return std::unique_ptr<TransactionalProducer>(new TransactionalProducer(std::move(client), patience));
}

TransactionalProducer::TransactionalProducer(std::unique_ptr<Client> client, Millis patience)
    : client_(std::move(client)), patience_(patience) {}

TransactionalProducer::~TransactionalProducer() = default;

TransactionEnd TransactionalProducer::run(const std::vector<std::unique_ptr<HeldRecord>>& records,
                                          const std::string& group, const std::string& topic,
                                          const std::vector<OffsetMark>& marks) {
  client_->trouble.text.clear();
  if (const KafkaError error{rd_kafka_begin_transaction(client_->handle())}) {
    return end_by(*error, client_->trouble.text);
  }
  TransactionEnd end = produce(records);
  if (end.kind == Kind::committed) end = finish(group, topic, marks);
  return end.kind == Kind::committed ? end : abort(std::move(end));
}

/// `committed` here: all of them are with Kafka.
TransactionEnd TransactionalProducer::produce(const std::vector<std::unique_ptr<HeldRecord>>& records) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    const KafkaRecord record = records[i]->view();
    const rd_kafka_resp_err_t code = client_->producer->produce(record, i);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const Outcome outcome = outcome_of(code, Company::alone, {record.topic, record.value.size()});
    const bool is_refused = outcome.verdict == Verdict::rejected;
    return {is_refused ? Kind::refused : Kind::failed, i, std::string(outcome.code), outcome.reason};
  }
  Reports reports;
  const TimePoint end = Clock::now() + patience_ + Millis{30'000};  // of a record, and a reserve
  while (client_->producer->open() > 0) {
    client_->poll(reports);
    for (const Failure& each : reports.failed) {
      const bool is_refused = each.outcome.verdict == Verdict::suspect || each.outcome.verdict == Verdict::rejected;
      return {is_refused ? Kind::refused : Kind::failed, static_cast<std::size_t>(each.ticket),
              std::string(each.outcome.code), each.outcome.reason};
    }
    if (Clock::now() >= end) return failed("Kafka did not take the records in time; " + client_->trouble.text);
  }
  return {Kind::committed, 0, {}, {}};
}

TransactionEnd TransactionalProducer::finish(const std::string& group, const std::string& topic,
                                             const std::vector<OffsetMark>& marks) {
  const KafkaPartitions list(rd_kafka_topic_partition_list_new(static_cast<int>(marks.size())));
  for (const OffsetMark& mark : marks) {
    auto* const place = rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), mark.partition);
    place->offset = mark.offset;
    if (mark.metadata.empty()) continue;
    place->metadata = std::malloc(mark.metadata.size());  // freed by the list
    if (place->metadata == nullptr) return failed("out of memory");
    std::memcpy(place->metadata, mark.metadata.data(), mark.metadata.size());
    place->metadata_size = mark.metadata.size();
  }
  const GroupMetadata metadata(rd_kafka_consumer_group_metadata_new(group.c_str()));
  const int timeout_ms = static_cast<int>(patience_.count());
  KafkaError error = client_->while_polling(
      [&] { return rd_kafka_send_offsets_to_transaction(client_->handle(), list.get(), metadata.get(), timeout_ms); });
  if (!error)
    error = client_->while_polling([&] { return rd_kafka_commit_transaction(client_->handle(), timeout_ms); });
  if (!error) return {Kind::committed, 0, {}, {}};
  return end_by(*error, client_->trouble.text);
}

/// A transaction that cannot be aborted either is ended by Kafka after transaction.timeout.ms, or by the next producer.
TransactionEnd TransactionalProducer::abort(TransactionEnd end) {
  const KafkaError error = client_->while_polling(
      [&] { return rd_kafka_abort_transaction(client_->handle(), static_cast<int>(patience_.count())); });
  // Then the records failed for that, not for a fault of their own.
  if (error && (end.kind == Kind::refused || is_fenced(*error))) return end_by(*error, client_->trouble.text);
  return end;
}

}  // namespace sluice
