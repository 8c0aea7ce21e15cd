// SPDX-License-Identifier: Apache-2.0
// Reads a topic back and counts: which of the stamped messages are there, how often, and how long each took until Kafka
// had it (its log append time minus the time of sending in the payload).
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/messages.hpp"
#include "common/options.hpp"
#include "common/program.hpp"

namespace sluice::bench {
namespace {

constexpr int silence_limit_ms = 20'000;

struct Settings {
  std::string kafka = "127.0.0.1:9092";
  std::string topic = "bench";
  std::uint64_t partitions = 4;
  std::uint64_t messages = 0;
  std::uint64_t from = 0;
  std::uint64_t to = 1'000'000'000;
};

struct Deleter {
  void operator()(rd_kafka_t* handle) const { rd_kafka_destroy(handle); }
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using Message = std::unique_ptr<rd_kafka_message_t, Deleter>;

std::optional<std::uint64_t> digits(std::string_view payload, std::size_t at, std::size_t count) {
  if (payload.size() < at + count) return std::nullopt;
  std::uint64_t value = 0;
  const char* const end = payload.data() + at + count;
  const auto [stop, error] = std::from_chars(payload.data() + at, end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

class Tally {
 public:
  explicit Tally(const Settings& settings) : settings_(settings), seen_(settings.messages) {}

  void add(const rd_kafka_message_t& message) {
    ++records_;
    const std::string_view payload(static_cast<const char*>(message.payload), message.len);
    const auto number = digits(payload, stamp_number_at, stamp_number_digits);
    const auto sent_us = digits(payload, stamp_time_at, stamp_time_digits);
    if (!number || !sent_us || *number >= seen_.size()) {
      ++foreign_;
      return;
    }
    const bool repeated = seen_[*number]++ > 0;
    if (!repeated && *number >= settings_.from && *number < settings_.to) add_latency(message, *sent_us);
  }

  void print() {
    const auto unique = static_cast<std::uint64_t>(
        std::count_if(seen_.begin(), seen_.end(), [](std::uint8_t count) { return count > 0; }));
    std::sort(latencies_ms_.begin(), latencies_ms_.end());
    std::printf(
        "{\"event\":\"totals\",\"records\":%llu,\"unique\":%llu,\"lost\":%llu,\"duplicates\":%llu,\"foreign\":%llu,"
        "\"measured\":%zu,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}\n",
        static_cast<unsigned long long>(records_), static_cast<unsigned long long>(unique),
        static_cast<unsigned long long>(seen_.size() - unique),
        static_cast<unsigned long long>(records_ - foreign_ - unique), static_cast<unsigned long long>(foreign_),
        latencies_ms_.size(), quantile(0.5), quantile(0.99), quantile(1.0));
  }

 private:
  void add_latency(const rd_kafka_message_t& message, std::uint64_t sent_us) {
    rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    const std::int64_t appended_ms = rd_kafka_message_timestamp(&message, &type);
    if (type != RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME) {
      throw std::runtime_error("topic '" + settings_.topic + "' has no message.timestamp.type=LogAppendTime");
    }
    // Kafka's clock has whole milliseconds, cut off: half of one is added.
    latencies_ms_.push_back(static_cast<double>(appended_ms) + 0.5 - static_cast<double>(sent_us) / 1000.0);
  }

  double quantile(double part) const {
    if (latencies_ms_.empty()) return 0;
    return latencies_ms_[static_cast<std::size_t>(part * static_cast<double>(latencies_ms_.size() - 1))];
  }

  const Settings& settings_;
  std::vector<std::uint8_t> seen_;
  std::vector<double> latencies_ms_;
  std::uint64_t records_ = 0;
  std::uint64_t foreign_ = 0;
};

void set(rd_kafka_conf_t* conf, const char* name, const std::string& value) {
  std::array<char, 256> error{};
  if (rd_kafka_conf_set(conf, name, value.c_str(), error.data(), error.size()) != RD_KAFKA_CONF_OK) {
    throw std::runtime_error(std::string(name) + "=" + value + ": " + error.data());
  }
}

std::unique_ptr<rd_kafka_t, Deleter> make_consumer(const Settings& settings) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  set(conf, "bootstrap.servers", settings.kafka);
  set(conf, "group.id", "bench-reader");
  set(conf, "enable.auto.commit", "false");
  set(conf, "enable.partition.eof", "true");
  set(conf, "fetch.wait.max.ms", "10");
  std::array<char, 256> error{};
  rd_kafka_t* handle = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error.data(), error.size());
  if (handle == nullptr) throw std::runtime_error(std::string("librdkafka: ") + error.data());
  rd_kafka_poll_set_consumer(handle);
  return std::unique_ptr<rd_kafka_t, Deleter>(handle);
}

// From the beginning to the end that each partition has when it is reached.
void read_all(const Settings& settings, Tally& tally) {
  const auto consumer = make_consumer(settings);
  const auto count = static_cast<int>(settings.partitions);
  const std::unique_ptr<rd_kafka_topic_partition_list_t, Deleter> list(rd_kafka_topic_partition_list_new(count));
  for (int i = 0; i < count; ++i) {
    rd_kafka_topic_partition_list_add(list.get(), settings.topic.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
  }
  rd_kafka_assign(consumer.get(), list.get());
  for (int open = count; open > 0;) {
    const Message message(rd_kafka_consumer_poll(consumer.get(), silence_limit_ms));
    if (!message) throw std::runtime_error("Kafka is silent for 20 s");
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      tally.add(*message);
    } else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      --open;
    } else {
      std::fprintf(stderr, "reader: %s\n", rd_kafka_message_errstr(message.get()));
    }
  }
  rd_kafka_consumer_close(consumer.get());
}

int run(int argc, char** argv) {
  Settings settings;
  Options options("Reads a topic back: lost and repeated messages, latency until Kafka had them.");
  options.text("kafka", settings.kafka, "Kafka, host:port")
      .text("topic", settings.topic, "Kafka topic")
      .number("partitions", settings.partitions, 1000, "its partitions")
      .number("messages", settings.messages, 1'000'000'000, "numbers 0 to this minus 1 are expected")
      .number("from", settings.from, 1'000'000'000, "latency of the messages from this number on")
      .number("to", settings.to, 1'000'000'000, "latency of the messages before this number");
  if (const auto code = options.parse(argc, argv)) return *code;
  Tally tally(settings);
  read_all(settings, tally);
  tally.print();
  return 0;
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) { return sluice::bench::run_program("reader", sluice::bench::run, argc, argv); }
