// SPDX-License-Identifier: Apache-2.0
#include "kafka/topic_reader.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>

#include "kafka/kafka_client.hpp"
#include "kafka/kafka_handles.hpp"
#include "kafka/settings.hpp"

namespace sluice {
namespace {

int millis(Millis time) { return static_cast<int>(time.count()); }

// OffsetFetch waits for open transactions with read_committed only (its RequireStable). The records do not care: those
// of the dead-letter topic are written without transactions.
const char* isolation_of(TopicReader::OpenCommits open_commits) {
  return open_commits == TopicReader::OpenCommits::awaited ? "read_committed" : "read_uncommitted";
}

std::vector<KafkaProperty> reader_properties(const Config& config, const std::string& group,
                                             TopicReader::OpenCommits open_commits) {
  auto properties = client_properties(config);
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, std::string>>{
           {"group.id", group},
           {"enable.auto.commit", "false"},
           {"auto.offset.reset", "earliest"},
           {"enable.partition.eof", "true"},
           {"isolation.level", isolation_of(open_commits)},
           {"allow.auto.create.topics", "false"},
           {"fetch.wait.max.ms", "100"},
           {"log_level", "0"}}) {  // what matters is an error value
    properties.push_back({name, value});
  }
  return properties;
}

tl::unexpected<std::string> cannot(const std::string& what, const std::string& topic, rd_kafka_resp_err_t error) {
  return failure("cannot " + what + " topic \"" + topic + "\": " + rd_kafka_err2str(error) +
                 (error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ? "; grant this principal READ on it"
                  : error == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED
                      ? "; grant this principal READ on the consumer group, which keeps the progress"
                      : ""));
}

bool is_permanent(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED || error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
         error == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || error == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
}

}  // namespace

struct TopicReader::Handle {
  explicit Handle(rd_kafka_t* consumer, KafkaLogin its_login) : client(consumer), login(std::move(its_login)) {}
  ~Handle() {
    rd_kafka_consumer_close(client);
    login.end();
    rd_kafka_destroy(client);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  rd_kafka_t* client;
  KafkaLogin login;
};

Result<std::unique_ptr<TopicReader>> TopicReader::open(const Config& config, const std::string& topic,
                                                       const std::string& group, Millis patience,
                                                       OpenCommits open_commits) {
  auto conf = make_kafka_conf(reader_properties(config, group, open_commits));
  if (!conf) return failure(conf.error());
  KafkaLogin login(config.kafka.sasl);
  auto made = make_kafka_client(RD_KAFKA_CONSUMER, std::move(*conf), 0, login);
  if (!made) return failure(made.error());
  rd_kafka_t* const client = made->release();
  auto handle = std::make_unique<Handle>(client, std::move(login));
  rd_kafka_poll_set_consumer(client);
  std::unique_ptr<TopicReader> reader(new TopicReader(std::move(handle), topic, patience));

  const KafkaTopic wanted(rd_kafka_topic_new(client, topic.c_str(), nullptr));
  const struct rd_kafka_metadata* answer = nullptr;
  const auto error = rd_kafka_metadata(client, 0, wanted.get(), &answer, millis(patience));
  const KafkaMetadata metadata(answer);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return cannot("read", topic, error);
  const rd_kafka_metadata_topic& found = metadata->topics[0];
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) return cannot("read", topic, found.err);
  for (int i = 0; i < found.partition_cnt; ++i) reader->partitions_.push_back(found.partitions[i].id);
  std::sort(reader->partitions_.begin(), reader->partitions_.end());
  return reader;
}

TopicReader::TopicReader(std::unique_ptr<Handle> handle, std::string topic, Millis patience)
    : handle_(std::move(handle)), topic_(std::move(topic)), patience_(patience) {}

TopicReader::~TopicReader() = default;

Result<std::vector<TopicSpan>> TopicReader::spans() const {
  std::vector<TopicSpan> spans;
  for (const std::int32_t partition : partitions_) {
    TopicSpan span{partition};
    const auto error = rd_kafka_query_watermark_offsets(handle_->client, topic_.c_str(), partition, &span.begin,
                                                        &span.end, millis(patience_));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return cannot("read", topic_, error);
    spans.push_back(span);
  }
  return spans;
}

Result<std::vector<OffsetMark>> TopicReader::committed() const {
  const KafkaPartitions list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions_.size())));
  for (const std::int32_t partition : partitions_) {
    rd_kafka_topic_partition_list_add(list.get(), topic_.c_str(), partition);
  }
  const auto error = rd_kafka_committed(handle_->client, list.get(), millis(patience_));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return cannot("ask for the progress in", topic_, error);
  std::vector<OffsetMark> marks;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& found = list->elems[i];
    if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) return cannot("ask for the progress in", topic_, found.err);
    OffsetMark mark{found.partition, found.offset, {}};
    if (found.metadata != nullptr) mark.metadata.assign(static_cast<const char*>(found.metadata), found.metadata_size);
    marks.push_back(std::move(mark));
  }
  return marks;
}

Result<void> TopicReader::read(const std::vector<TopicSpan>& spans) {
  open_.clear();
  const KafkaPartitions list(rd_kafka_topic_partition_list_new(static_cast<int>(spans.size())));
  for (const TopicSpan& span : spans) {
    if (span.begin >= span.end) continue;
    rd_kafka_topic_partition_list_add(list.get(), topic_.c_str(), span.partition)->offset = span.begin;
    open_.push_back(span);
  }
  last_progress_ = Clock::now();
  const auto error = rd_kafka_assign(handle_->client, list.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return cannot("read", topic_, error);
  return {};
}

void TopicReader::end_partition(std::int32_t partition) {
  std::erase_if(open_, [partition](const TopicSpan& span) { return span.partition == partition; });
}

Result<TopicReader::Step> TopicReader::next(Millis wait) {
  if (open_.empty()) return Step::end;
  const KafkaMessage message(rd_kafka_consumer_poll(handle_->client, millis(wait)));
  if (!message || (message->err != RD_KAFKA_RESP_ERR_NO_ERROR && message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF)) {
    if (message && is_permanent(message->err)) return cannot("read", topic_, message->err);
    if (message) trouble_ = rd_kafka_message_errstr(message.get());
    if (Clock::now() - last_progress_ < patience_) return Step::waiting;
    return failure("topic \"" + topic_ + "\": nothing came from Kafka for " +
                   std::to_string(std::chrono::duration_cast<std::chrono::seconds>(patience_).count()) + " s" +
                   (trouble_.empty() ? "" : ": " + trouble_) + "; check whether all its partitions have a leader");
  }
  last_progress_ = Clock::now();
  const std::int32_t partition = message->partition;
  const auto span = std::find_if(open_.begin(), open_.end(),
                                 [partition](const TopicSpan& each) { return each.partition == partition; });
  if (span == open_.end()) return Step::waiting;  // written after the reading began
  const std::int64_t end = span->end;
  // Behind the last record there may be offsets that hold none: markers of transactions, or what compaction took.
  if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF || message->offset + 1 >= end) end_partition(partition);
  if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF || message->offset >= end) {
    return open_.empty() ? Step::end : Step::waiting;
  }
  record_ = {partition, message->offset, std::move(HeldRecord(*message).content())};
  return Step::record;
}

}  // namespace sluice
