// SPDX-License-Identifier: Apache-2.0
#include "kafka/rdkafka_producer.hpp"

#include <unistd.h>

#include <array>
#include <cassert>
#include <future>
#include <thread>

#include "kafka/held_record.hpp"
#include "kafka/kafka_client.hpp"
#include "kafka/report.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

constexpr auto destroy_time_max = 5s;
constexpr std::size_t error_text_size = 512;

// The ticket travels as librdkafka's per-message opaque: no allocation of ours per message.
static_assert(sizeof(void*) == sizeof(Ticket), "a ticket must fit into a pointer");
// NOLINTNEXTLINE(performance-no-int-to-ptr): never dereferenced.
void* to_opaque(Ticket ticket) { return reinterpret_cast<void*>(static_cast<std::uintptr_t>(ticket)); }
Ticket to_ticket(const void* opaque) { return reinterpret_cast<std::uintptr_t>(opaque); }

// To librdkafka a null pointer means absent: a tombstone, or a null header. Ours are empty, never absent.
const void* bytes(std::string_view view) { return view.data() == nullptr ? "" : view.data(); }

// rd_kafka_vu_t points to mutable memory also for what RD_KAFKA_MSG_F_COPY only reads.
void* mutable_bytes(std::string_view view) { return const_cast<void*>(bytes(view)); }

// The names are not terminated by NUL, so RD_KAFKA_V_HEADER cannot take them.
rd_kafka_headers_t* make_headers(std::span<const RecordHeader> headers) {
  if (headers.empty()) return nullptr;
  rd_kafka_headers_t* list = rd_kafka_headers_new(headers.size());
  for (const RecordHeader& header : headers) {
    rd_kafka_header_add(list, static_cast<const char*>(bytes(header.name)), static_cast<ssize_t>(header.name.size()),
                        bytes(header.value), static_cast<ssize_t>(header.value.size()));
  }
  return list;
}

// rd_kafka_destroy joins librdkafka's threads; one of them may be inside getaddrinfo, which nothing can interrupt.
// A stop must not wait for a name server: beyond the bound the handle is left to the end of the process.
void destroy_within_bound(rd_kafka_t* handle) {
  std::promise<void> done;
  auto finished = done.get_future();
  std::thread thread([handle, promise = std::move(done)]() mutable {
    rd_kafka_destroy(handle);
    promise.set_value();
  });
  if (finished.wait_for(destroy_time_max) == std::future_status::ready) {
    thread.join();
  } else {
    thread.detach();
  }
}

}  // namespace

Result<std::unique_ptr<RdkafkaProducer>> RdkafkaProducer::create(const std::vector<KafkaProperty>& properties,
                                                                 Company company, int wakeup_fd, TroubleWatch& watch,
                                                                 const std::string& dead_letter_topic,
                                                                 KafkaLogin login) {
  auto conf = make_kafka_conf(properties);
  if (!conf) return failure(conf.error());
  auto client = make_kafka_client(RD_KAFKA_PRODUCER, std::move(*conf),
                                  RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG, login);
  if (!client) return failure(client.error());
  return std::unique_ptr<RdkafkaProducer>(
      new RdkafkaProducer(client->release(), company, wakeup_fd, watch, dead_letter_topic, std::move(login)));
}

RdkafkaProducer::RdkafkaProducer(rd_kafka_t* handle, Company company, int wakeup_fd, TroubleWatch& watch,
                                 std::string dead_letter_topic, KafkaLogin login)
    : handle_(handle),
      queue_(rd_kafka_queue_get_main(handle)),
      company_(company),
      watch_(watch),
      dead_letter_topic_(std::move(dead_letter_topic)),
      login_(std::move(login)) {
  const std::uint64_t one = 1;
  rd_kafka_queue_io_event_enable(queue_, wakeup_fd, &one, sizeof one);
  rd_kafka_set_log_queue(handle_, nullptr);  // to the main queue
  // librdkafka signals only when an empty queue gets something; this one may have filled before the signal was on.
  static_cast<void>(::write(wakeup_fd, &one, sizeof one));
}

RdkafkaProducer::~RdkafkaProducer() {
  give_back();
  rd_kafka_queue_io_event_enable(queue_, -1, nullptr, 0);
  for (const auto& [name, topic] : topics_) rd_kafka_topic_destroy(topic);
  rd_kafka_queue_destroy(queue_);
  login_.end();
  destroy_within_bound(handle_);
}

rd_kafka_resp_err_t RdkafkaProducer::produce(const KafkaRecord& record, Ticket ticket) {
  rd_kafka_topic_t* const to = topic(record.topic);
  if (to == nullptr) return rd_kafka_last_error();

  std::size_t count = 0;
  auto next = [&](rd_kafka_vtype_t type) -> auto& {
    arguments_[count].vtype = type;
    return arguments_[count++].u;
  };
  next(RD_KAFKA_VTYPE_RKT).rkt = to;
  next(RD_KAFKA_VTYPE_MSGFLAGS).i = RD_KAFKA_MSG_F_COPY;
  next(RD_KAFKA_VTYPE_VALUE).mem = {mutable_bytes(record.value), record.value.size()};
  next(RD_KAFKA_VTYPE_OPAQUE).ptr = to_opaque(ticket);
  if (record.key) next(RD_KAFKA_VTYPE_KEY).mem = {mutable_bytes(*record.key), record.key->size()};
  if (record.timestamp_ms != 0) next(RD_KAFKA_VTYPE_TIMESTAMP).i64 = record.timestamp_ms;
  rd_kafka_headers_t* const headers = make_headers(record.headers);
  if (headers != nullptr) next(RD_KAFKA_VTYPE_HEADERS).headers = headers;

  rd_kafka_error_t* const error = rd_kafka_produceva(handle_, arguments_.data(), count);
  if (error == nullptr) {
    ++open_;
    return RD_KAFKA_RESP_ERR_NO_ERROR;
  }
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  if (headers != nullptr) rd_kafka_headers_destroy(headers);  // still ours: only a success takes them
  if (fatal_error() != RD_KAFKA_RESP_ERR_NO_ERROR) go_fatal();
  return code;
}

void RdkafkaProducer::poll(Reports& reports) {
  while (rd_kafka_event_t* event = rd_kafka_queue_poll(queue_, 0)) {
    switch (rd_kafka_event_type(event)) {
      case RD_KAFKA_EVENT_DR: take_reports(event, reports); break;
      case RD_KAFKA_EVENT_ERROR:
        if (rd_kafka_event_error_is_fatal(event) != 0) go_fatal();
        if (is_login_refusal(rd_kafka_event_error(event)) && login_.outlives_refusal(handle_, Clock::now())) break;
        watch_.error(rd_kafka_event_error(event), rd_kafka_event_error_string(event), Clock::now());
        break;
      case RD_KAFKA_EVENT_LOG: {
        const char* facility = "";
        const char* text = "";
        int level = 0;
        if (rd_kafka_event_log(event, &facility, &text, &level) == 0) watch_.log(level, facility, text, Clock::now());
        break;
      }
      default: break;
    }
    rd_kafka_event_destroy(event);
  }
}

void RdkafkaProducer::take_reports(rd_kafka_event_t* event, Reports& reports) {
  const std::size_t delivered_before = reports.delivered.size();
  while (const rd_kafka_message_t* message = rd_kafka_event_message_next(event)) {
    assert(open_ > 0);
    --open_;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR && message->offset >= 0) {
      reports.delivered.push_back(to_ticket(message->_private));
    } else {
      take_failure(*message, reports);
    }
  }
  if (reports.delivered.size() != delivered_before) watch_.delivered();
}

void RdkafkaProducer::take_failure(const rd_kafka_message_t& message, Reports& reports) {
  const RecordFacts record = facts_of(rd_kafka_topic_name(message.rkt), message.len, dead_letter_topic_);
  Outcome outcome =
      message.err == RD_KAFKA_RESP_ERR_NO_ERROR ? unconfirmed(record) : outcome_of(message.err, company_, record);
  if (giving_back_) {
    outcome.verdict = Verdict::retry;
  } else if (outcome.verdict == Verdict::retry && fatal_error() != RD_KAFKA_RESP_ERR_NO_ERROR) {
    // librdkafka empties its queues when it goes fatal, maybe before it says so.
    outcome = outcome_of(fatal_error(), company_, record);
  }
  reports.failed.push_back({to_ticket(message._private), std::move(outcome), std::make_unique<HeldRecord>(message)});
}

void RdkafkaProducer::give_back() {
  giving_back_ = true;
  purge();
}

void RdkafkaProducer::purge() {
  rd_kafka_purge(handle_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

// What is in flight is asked for too: its answers may be a socket timeout away, and the restart waits for a failure.
void RdkafkaProducer::go_fatal() {
  if (fatal_) return;
  fatal_ = true;
  purge();
}

rd_kafka_resp_err_t RdkafkaProducer::fatal_error(std::string* text) const {
  std::array<char, error_text_size> buffer{};
  const rd_kafka_resp_err_t error = rd_kafka_fatal_error(handle_, buffer.data(), buffer.size());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR && text != nullptr) *text = buffer.data();
  return error;
}

rd_kafka_topic_t* RdkafkaProducer::topic(std::string_view name) {
  // The usual task has one topic.
  if (last_topic_ != topics_.end() && last_topic_->first == name) return last_topic_->second;
  last_topic_ = topics_.find(name);
  if (last_topic_ != topics_.end()) return last_topic_->second;
  std::string owned(name);
  rd_kafka_topic_t* const made = rd_kafka_topic_new(handle_, owned.c_str(), nullptr);
  if (made != nullptr) last_topic_ = topics_.emplace(std::move(owned), made).first;
  return made;
}

}  // namespace sluice
