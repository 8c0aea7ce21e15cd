// SPDX-License-Identifier: Apache-2.0
#include "limit/producer.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace sluice::bench {

Producer::Producer(const std::vector<KafkaProperty>& properties, const std::string& topic)
    : wakeup_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!wakeup_) throw std::runtime_error("no eventfd");
  auto conf = make_kafka_conf(properties);
  if (!conf) throw std::runtime_error(conf.error());
  rd_kafka_conf_set_events(conf->get(), RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
  std::array<char, 256> error{};
  handle_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf->get(), error.data(), error.size()));
  if (!handle_) throw std::runtime_error(std::string("librdkafka: ") + error.data());
  static_cast<void>(conf->release());  // rd_kafka_new took it
  topic_.reset(rd_kafka_topic_new(handle_.get(), topic.c_str(), nullptr));
  queue_.reset(rd_kafka_queue_get_main(handle_.get()));
  const std::uint64_t one = 1;
  rd_kafka_queue_io_event_enable(queue_.get(), wakeup_.get(), &one, sizeof one);
  rd_kafka_set_log_queue(handle_.get(), nullptr);
  // librdkafka signals only when an empty queue gets something; this one may have filled before the signal was on.
  static_cast<void>(::write(wakeup_.get(), &one, sizeof one));
}

Producer::~Producer() {
  rd_kafka_purge(handle_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_queue_io_event_enable(queue_.get(), -1, nullptr, 0);
}

void Producer::produce(const Record& record, std::uint64_t number) {
  rd_kafka_headers_t* const headers = rd_kafka_headers_new(record.headers.size());
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  std::array<rd_kafka_vu_t, 6> arguments{};
  arguments[0].vtype = RD_KAFKA_VTYPE_RKT;
  arguments[0].u.rkt = topic_.get();
  arguments[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  arguments[1].u.i = RD_KAFKA_MSG_F_COPY;
  arguments[2].vtype = RD_KAFKA_VTYPE_VALUE;
  arguments[2].u.mem = {const_cast<char*>(record.value.data()), record.value.size()};
  arguments[3].vtype = RD_KAFKA_VTYPE_OPAQUE;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): never dereferenced.
  arguments[3].u.ptr = reinterpret_cast<void*>(static_cast<std::uintptr_t>(number));
  arguments[4].vtype = RD_KAFKA_VTYPE_KEY;
  arguments[4].u.mem = {const_cast<char*>(record.key.data()), record.key.size()};
  arguments[5].vtype = RD_KAFKA_VTYPE_HEADERS;
  arguments[5].u.headers = headers;
  rd_kafka_error_t* const error = rd_kafka_produceva(handle_.get(), arguments.data(), arguments.size());
  if (error != nullptr) {
    rd_kafka_headers_destroy(headers);  // still ours: only a success takes them
    const std::string text = rd_kafka_error_string(error);
    rd_kafka_error_destroy(error);
    throw std::runtime_error("librdkafka takes no record: " + text);
  }
  ++open_;
}

bool Producer::take_reports(int timeout_ms) {
  const std::uint64_t before = open_;
  while (open_ == before) {
    pollfd wanted{wakeup_.get(), POLLIN, 0};
    if (::poll(&wanted, 1, timeout_ms) <= 0) return false;
    std::uint64_t count = 0;
    // The descriptor before the queue: what comes in between is then found here or signalled again.
    static_cast<void>(::read(wakeup_.get(), &count, sizeof count));
    while (rd_kafka_event_t* event = rd_kafka_queue_poll(queue_.get(), 0)) {
      const KafkaEvent owner(event);
      take(event);
    }
  }
  return true;
}

void Producer::take(rd_kafka_event_t* event) {
  if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR) {
    std::fprintf(stderr, "limit: librdkafka: %s\n", rd_kafka_event_error_string(event));
  }
  if (rd_kafka_event_type(event) != RD_KAFKA_EVENT_DR) return;
  while (const rd_kafka_message_t* message = rd_kafka_event_message_next(event)) {
    --open_;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      throw std::runtime_error(std::string("a record failed: ") + rd_kafka_err2str(message->err));
    }
  }
}

}  // namespace sluice::bench
