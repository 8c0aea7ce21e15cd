// SPDX-License-Identifier: Apache-2.0
#include "support/record_log.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "support/rdkafka.hpp"

namespace sluice::test {
namespace {

StoredRecord to_record(const rd_kafka_message_t& message) {
  StoredRecord record{message.partition,
                      bytes_of(message.key, message.key_len),
                      {},
                      bytes_of(message.payload, message.len).value_or("")};
  for (const auto& [name, value] : headers_of(message)) record.headers.emplace_back(name, value.value_or(""));
  return record;
}

}  // namespace

void create_topic(const std::string& brokers, const std::string& topic, int partitions,
                  const std::map<std::string, std::string>& settings) {
  const RdClient admin = make_client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers}});
  const RdQueue queue(rd_kafka_queue_new(admin.get()));
  std::array<char, 512> text{};
  const RdNewTopic wanted(rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, text.data(), text.size()));
  if (!wanted) throw std::runtime_error(text.data());
  for (const auto& [name, value] : settings) rd_kafka_NewTopic_set_config(wanted.get(), name.c_str(), value.c_str());
  rd_kafka_NewTopic_t* topics = wanted.get();
  rd_kafka_CreateTopics(admin.get(), &topics, 1, nullptr, queue.get());
  const RdEvent event(rd_kafka_queue_poll(queue.get(), 20'000));
  if (!event) throw std::runtime_error("topic " + topic + ": no answer from Kafka within 20 s");
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error("topic " + topic + ": " + rd_kafka_event_error_string(event.get()));
  }
  std::size_t count = 0;
  const auto** results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  if (count != 1 || rd_kafka_topic_result_error(results[0]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error("topic " + topic + ": " + rd_kafka_topic_result_error_string(results[0]));
  }
}

std::size_t Tally::repeats() const {
  std::size_t sum = 0;
  for (const auto& [id, count] : times) sum += count - 1;
  return sum;
}

std::vector<MessageId> Tally::missing(const std::vector<MessageId>& accepted) const {
  std::vector<MessageId> result;
  for (const auto id : accepted) {
    if (!times.contains(id)) result.push_back(id);
  }
  return result;
}

RecordLog::RecordLog(const std::string& brokers, const std::string& topic, int partitions)
    : topic_(topic),
      partitions_(partitions),
      consumer_(make_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers},
                                                {"group.id", "sluice-test-reader"},
                                                {"enable.auto.commit", "false"},
                                                // The default would pass over records after an error.
                                                {"auto.offset.reset", "earliest"},
                                                // Twenty answers a second, not one for each record.
                                                {"fetch.min.bytes", "1000000"},
                                                {"fetch.wait.max.ms", "50"},
                                                {"fetch.error.backoff.ms", "50"},
                                                {"reconnect.backoff.max.ms", "500"}})) {
  rd_kafka_poll_set_consumer(consumer_.get());
  const RdPartitions list(rd_kafka_topic_partition_list_new(partitions));
  for (int i = 0; i < partitions; ++i) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
  }
  require_ok(rd_kafka_assign(consumer_.get(), list.get()), "assign " + topic);
  thread_ = std::thread([this] { run(); });
}

RecordLog::~RecordLog() {
  stop_ = true;
  thread_.join();
}

bool RecordLog::wait_for_count(std::size_t count, Milliseconds deadline) const {
  return eventually(deadline, [&] { return count_ >= count; });
}

bool RecordLog::wait_for_distinct(std::size_t count, Milliseconds deadline) const {
  return eventually(deadline, [&] { return count_ >= count && tally().distinct() >= count; });
}

void RecordLog::wait_until_quiet(Milliseconds quiet, Milliseconds deadline) const {
  std::size_t seen = count_;
  auto since = Clock::now();
  eventually(deadline, [&] {
    if (count_ != seen) {
      seen = count_;
      since = Clock::now();
    }
    return Clock::now() - since >= quiet;
  });
}

std::vector<StoredRecord> RecordLog::records() const {
  const std::lock_guard lock(mutex_);
  return records_;
}

std::vector<RecordLog::Share> RecordLog::shares() const {
  std::vector<Share> result(static_cast<std::size_t>(partitions_));
  for (const auto& record : records()) ++result.at(static_cast<std::size_t>(record.partition)).read;
  for (std::int32_t partition = 0; partition < partitions_; ++partition) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    require_ok(rd_kafka_query_watermark_offsets(consumer_.get(), topic_.c_str(), partition, &low, &high, 10'000),
               "offsets of " + topic_);
    result[static_cast<std::size_t>(partition)].stored = high - low;
  }
  return result;
}

bool RecordLog::is_complete() const {
  return std::ranges::all_of(shares(), [](const Share& s) { return static_cast<std::int64_t>(s.read) == s.stored; });
}

std::string RecordLog::read_and_stored() const {
  std::string text;
  std::size_t partition = 0;
  for (const auto& share : shares()) {
    text += "partition " + std::to_string(partition++) + ": " + std::to_string(share.read) + " read of " +
            std::to_string(share.stored) + "; ";
  }
  return text;
}

Tally RecordLog::tally() const {
  const std::lock_guard lock(mutex_);
  Tally result;
  for (const auto& record : records_) ++result.times[id_of(record.value)];
  return result;
}

std::vector<std::string> RecordLog::keys_out_of_order() const {
  const std::lock_guard lock(mutex_);
  std::set<MessageId> seen;
  std::map<std::string, MessageId> highest;
  std::set<std::string> broken;
  for (const auto& record : records_) {
    const auto id = id_of(record.value);
    if (!seen.insert(id).second) continue;
    const auto key = record.key.value_or("");
    const auto [entry, is_first] = highest.try_emplace(key, id);
    if (!is_first && id < entry->second) broken.insert(key);
    entry->second = std::max(entry->second, id);
  }
  return {broken.begin(), broken.end()};
}

void RecordLog::run() {
  while (!stop_) {
    const RdMessage message(rd_kafka_consumer_poll(consumer_.get(), 50));
    if (!message || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    auto record = to_record(*message);
    const std::lock_guard lock(mutex_);
    records_.push_back(std::move(record));
    count_ = records_.size();
  }
  rd_kafka_consumer_close(consumer_.get());
}

}  // namespace sluice::test
