// SPDX-License-Identifier: Apache-2.0
#include "kafka/write_question.hpp"

#include <array>

#include "kafka/kafka_asker.hpp"
#include "kafka/kafka_client.hpp"
#include "kafka/kafka_fault.hpp"
#include "kafka/report.hpp"

namespace sluice {
namespace {

constexpr std::size_t error_text_size = 512;
constexpr int poll_ms = 50;
constexpr std::string_view mark = "sluice-probe";

/// What librdkafka's callbacks leave behind; they run within `rd_kafka_poll`.
struct Witness {
  KafkaTrouble trouble;  ///< first: the error callback's
  bool is_reported = false;
  rd_kafka_resp_err_t report = RD_KAFKA_RESP_ERR_NO_ERROR;
  bool has_producer_id = false;
};

void on_error(rd_kafka_t* handle, int code, const char* text, void* opaque) {
  KafkaTrouble::remember(handle, code, text, &static_cast<Witness*>(opaque)->trouble);
}

void on_report(rd_kafka_t* /*handle*/, const rd_kafka_message_t* message, void* opaque) {
  auto& witness = *static_cast<Witness*>(opaque);
  witness.is_reported = true;
  witness.report = message->err;
}

/// librdkafka tells of the producer id in its statistics alone.
int on_statistics(rd_kafka_t* /*handle*/, char* json, std::size_t size, void* opaque) {
  const std::string_view text(json, size);
  if (text.find(R"("idemp_state": "Assigned")") != std::string_view::npos) {
    static_cast<Witness*>(opaque)->has_producer_id = true;
  }
  return 0;
}

std::vector<KafkaProperty> question_properties(const Config& config) {
  auto properties = client_properties(config);
  properties.push_back({"enable.idempotence", "false"});
  properties.push_back({"acks", "2"});
  properties.push_back({"linger.ms", "0"});
  properties.push_back({"delivery.report.only.error", "false"});
  return properties;
}

std::vector<KafkaProperty> idempotent_properties(const Config& config) {
  auto properties = client_properties(config);
  properties.push_back({"enable.idempotence", "true"});
  properties.push_back({"statistics.interval.ms", std::to_string(poll_ms)});
  return properties;
}

/// A producer that is asked, not used.
struct Asked {
  Witness witness;  ///< written by callbacks: outlives the client
  KafkaClient client;
  KafkaLogin login;
};

Result<void> connect(Asked& asked, const Config& config, const std::vector<KafkaProperty>& properties) {
  auto conf = make_kafka_conf(properties);
  if (!conf) return failure(conf.error());
  rd_kafka_conf_set_error_cb(conf->get(), on_error);
  rd_kafka_conf_set_dr_msg_cb(conf->get(), on_report);
  rd_kafka_conf_set_stats_cb(conf->get(), on_statistics);
  rd_kafka_conf_set_opaque(conf->get(), &asked.witness);
  asked.login = KafkaLogin(config.kafka.sasl);
  auto client = make_kafka_client(RD_KAFKA_PRODUCER, std::move(*conf), 0, asked.login);
  if (!client) return failure(client.error());
  asked.client = std::move(*client);
  return {};
}

/// librdkafka hands records of a topic that it does not know yet to its partitions once a second.
void get_to_know(rd_kafka_t* client, const std::string& topic, Millis timeout) {
  const KafkaTopic wanted(rd_kafka_topic_new(client, topic.c_str(), nullptr));
  if (!wanted) return;
  const struct rd_kafka_metadata* found = nullptr;
  rd_kafka_metadata(client, 0, wanted.get(), &found, static_cast<int>(timeout.count()));
  if (found != nullptr) rd_kafka_metadata_destroy(found);
}

/// A record without value: where it were written, a compacted topic would drop it again.
rd_kafka_resp_err_t produce_mark(rd_kafka_t* client, const std::string& topic) {
  std::array<rd_kafka_vu_t, 2> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  parts[0].u.cstr = topic.c_str();
  parts[1].vtype = RD_KAFKA_VTYPE_KEY;
  parts[1].u.mem.ptr = const_cast<char*>(mark.data());  // librdkafka copies it
  parts[1].u.mem.size = mark.size();
  const KafkaError error(rd_kafka_produceva(client, parts.data(), parts.size()));
  return error ? rd_kafka_error_code(error.get()) : RD_KAFKA_RESP_ERR_NO_ERROR;
}

Result<WriteQuestion::Answer, KafkaFault> answer_of(const Config& config, const Witness& witness) {
  switch (witness.report) {
    case RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS: return WriteQuestion::Answer::may_write;
    case RD_KAFKA_RESP_ERR_NO_ERROR: return WriteQuestion::Answer::has_written;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return tl::unexpected(KafkaFault{true, error_name(witness.report), rd_kafka_err2str(witness.report),
                                       "grant this principal WRITE and DESCRIBE on the topic"});
    default: return tl::unexpected(no_answer(config, witness.report, witness.trouble));
  }
}

}  // namespace

struct WriteQuestion::Handle : Asked {};

Result<std::unique_ptr<WriteQuestion>> WriteQuestion::create(const Config& config) {
  auto handle = std::make_unique<Handle>();
  if (auto done = connect(*handle, config, question_properties(config)); !done) return failure(done.error());
  return std::unique_ptr<WriteQuestion>(new WriteQuestion(config, std::move(handle)));
}

WriteQuestion::WriteQuestion(const Config& config, std::unique_ptr<Handle> handle)
    : config_(config), handle_(std::move(handle)) {}

WriteQuestion::~WriteQuestion() {
  // What was not answered must not be sent any more.
  rd_kafka_purge(handle_->client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
}

Result<WriteQuestion::Answer, KafkaFault> WriteQuestion::ask(const std::string& topic, Millis timeout) {
  rd_kafka_t* const client = handle_->client.get();
  handle_->witness = {};
  const TimePoint end = Clock::now() + timeout;
  get_to_know(client, topic, timeout);
  const auto produced = produce_mark(client, topic);
  handle_->witness.report = produced;
  while (produced == RD_KAFKA_RESP_ERR_NO_ERROR && !handle_->witness.is_reported && Clock::now() < end) {
    rd_kafka_poll(client, poll_ms);
  }
  if (produced == RD_KAFKA_RESP_ERR_NO_ERROR && !handle_->witness.is_reported) {
    rd_kafka_purge(client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_poll(client, poll_ms);
    return tl::unexpected(no_answer(config_, RD_KAFKA_RESP_ERR__TIMED_OUT, handle_->witness.trouble));
  }
  return answer_of(config_, handle_->witness);
}

Result<void, KafkaFault> ask_producer_id(const Config& config, Millis timeout) {
  Asked asked;
  if (auto done = connect(asked, config, idempotent_properties(config)); !done) {
    return tl::unexpected(KafkaFault{true, "", done.error(), "correct kafka.properties"});
  }
  const Witness& witness = asked.witness;
  const TimePoint end = Clock::now() + timeout;
  while (!witness.has_producer_id && Clock::now() < end) {
    rd_kafka_poll(asked.client.get(), poll_ms);
    std::array<char, error_text_size> text{};
    const auto fatal = rd_kafka_fatal_error(asked.client.get(), text.data(), text.size());
    if (fatal != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return tl::unexpected(KafkaFault{true, error_name(fatal), text.data(),
                                       "grant this principal IDEMPOTENT_WRITE on the cluster, or WRITE on the topic"});
    }
    if (is_security_refusal(witness.trouble.code, witness.trouble.text)) break;
  }
  if (witness.has_producer_id) return {};
  return tl::unexpected(no_answer(config, RD_KAFKA_RESP_ERR__TIMED_OUT, witness.trouble));
}

}  // namespace sluice
