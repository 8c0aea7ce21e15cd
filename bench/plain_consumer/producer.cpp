// SPDX-License-Identifier: Apache-2.0
#include "plain_consumer/producer.hpp"

#include <array>
#include <cstdio>
#include <stdexcept>
#include <utility>

namespace sluice::bench {
namespace {

void set(rd_kafka_conf_t* conf, const char* name, const std::string& value) {
  std::array<char, 256> error{};
  if (rd_kafka_conf_set(conf, name, value.c_str(), error.data(), error.size()) != RD_KAFKA_CONF_OK) {
    throw std::runtime_error(std::string(name) + "=" + value + ": " + error.data());
  }
}

}  // namespace

Producer::Producer(const ProducerSettings& settings) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  set(conf, "bootstrap.servers", settings.brokers);
  set(conf, "enable.idempotence", "true");
  set(conf, "acks", "all");
  set(conf, "partitioner", "murmur2_random");
  set(conf, "compression.codec", settings.compression);
  set(conf, "linger.ms", settings.linger_ms);
  set(conf, "message.timeout.ms", "0");
  rd_kafka_conf_set_dr_msg_cb(conf, &Producer::on_report);
  rd_kafka_conf_set_opaque(conf, this);
  std::array<char, 256> error{};
  producer_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, error.data(), error.size()));
  if (!producer_) throw std::runtime_error(std::string("librdkafka: ") + error.data());
  topic_.reset(rd_kafka_topic_new(producer_.get(), settings.topic.c_str(), nullptr));
  poller_ = std::thread([this] {
    while (!stopping_) rd_kafka_poll(producer_.get(), 100);
  });
}

Producer::~Producer() {
  stopping_ = true;
  poller_.join();
}

void Producer::produce(const std::string& key, const std::string& value, Headers headers) {
  std::array<rd_kafka_vu_t, 5> record{};
  record[0].vtype = RD_KAFKA_VTYPE_RKT;
  record[0].u.rkt = topic_.get();
  record[1].vtype = RD_KAFKA_VTYPE_KEY;
  record[1].u.mem = {const_cast<char*>(key.data()), key.size()};
  record[2].vtype = RD_KAFKA_VTYPE_VALUE;
  record[2].u.mem = {const_cast<char*>(value.data()), value.size()};
  record[3].vtype = RD_KAFKA_VTYPE_HEADERS;
  record[3].u.headers = headers.get();
  // Copies key and value: at some hundred bytes that is cheaper than to keep the message alive.
  record[4].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  record[4].u.i = RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK;
  rd_kafka_error_t* error = rd_kafka_produceva(producer_.get(), record.data(), record.size());
  if (error == nullptr) {
    static_cast<void>(headers.release());  // librdkafka's now
    return;
  }
  ++failed_;
  std::fprintf(stderr, "plain_consumer: %s\n", rd_kafka_error_string(error));
  rd_kafka_error_destroy(error);
}

void Producer::flush() { rd_kafka_flush(producer_.get(), 10'000); }

void Producer::on_report(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
  auto& producer = *static_cast<Producer*>(self);
  auto& count = message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? producer.delivered_ : producer.failed_;
  count.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace sluice::bench
