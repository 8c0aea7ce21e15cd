// SPDX-License-Identifier: Apache-2.0
#include "kafka/report.hpp"

#include <algorithm>
#include <string>

namespace sluice {
namespace {

enum class Meaning {
  away,       // Kafka's state, the message is fine
  own_fault,  // the message's own fault, once it was refused alone
  setup,      // the configuration is at fault
  lost        // the producer's idempotence state is gone
};

struct Row {
  rd_kafka_resp_err_t error;
  Meaning meaning;
  std::string_view reason;
};

constexpr std::string_view size_remedy =
    "raise the topic's max.message.bytes and kafka.properties.message.max.bytes, or publish smaller messages";
constexpr std::string_view write_remedy = "grant this principal WRITE and DESCRIBE on the topic";
constexpr std::string_view login_remedy =
    "check kafka.sasl (or the sasl.* entries of kafka.properties) against the users of the brokers";
constexpr std::string_view version_remedy =
    "idempotent producing and headers need Kafka 0.11 or newer: upgrade the brokers, or correct kafka.brokers where "
    "something older stands before them";
constexpr std::string_view create_remedy =
    "create it, e.g. kafka-topics --create --topic <topic> --bootstrap-server HOST:PORT, or correct <key>";
constexpr std::string_view state_lost = "the producer's sequence state is lost, it is made anew";
constexpr std::string_view leader_moved = "the partition's leader moves";
constexpr std::string_view no_answer = "no answer in time";
constexpr std::string_view no_connection = "no connection to Kafka";
constexpr std::string_view few_replicas = "fewer replicas in sync than the topic's min.insync.replicas";
constexpr std::string_view coordinator_moved = "the coordinator moves";
constexpr std::string_view taken_back = "taken back before Kafka answered, as the producer is made anew";
constexpr std::string_view no_offset = "it named no offset, so the record may not be stored: it is sent again";
constexpr std::string_view not_listed = "not a known answer to a record; it is sent again";

// Everything not listed is sent again: an unknown answer must never cost a message.
constexpr Row table[] = {
    {RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, Meaning::away, no_answer},
    {RD_KAFKA_RESP_ERR__TIMED_OUT, Meaning::away, no_answer},
    {RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, Meaning::away, no_answer},
    {RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, Meaning::away, no_answer},
    {RD_KAFKA_RESP_ERR__TRANSPORT, Meaning::away, no_connection},
    {RD_KAFKA_RESP_ERR__RESOLVE, Meaning::away, no_connection},
    {RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, Meaning::away, no_connection},
    {RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, Meaning::away, no_connection},
    {RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, Meaning::away, no_connection},
    {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, Meaning::away, few_replicas},
    {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, Meaning::away, few_replicas},
    {RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, Meaning::away, leader_moved},
    {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, Meaning::away, leader_moved},
    {RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, Meaning::away, leader_moved},
    {RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, Meaning::away, leader_moved},
    {RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH, Meaning::away, leader_moved},
    {RD_KAFKA_RESP_ERR_PREFERRED_LEADER_NOT_AVAILABLE, Meaning::away, leader_moved},
    {RD_KAFKA_RESP_ERR_ELIGIBLE_LEADERS_NOT_AVAILABLE, Meaning::away, leader_moved},
    {RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, Meaning::away,
     "the disk of the partition's leader fails, another replica has to lead"},
    {RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED, Meaning::away, "the quota of this principal is used up for now"},
    {RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, Meaning::away, coordinator_moved},
    {RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, Meaning::away, coordinator_moved},
    {RD_KAFKA_RESP_ERR_NOT_COORDINATOR, Meaning::away, coordinator_moved},
    {RD_KAFKA_RESP_ERR__WAIT_COORD, Meaning::away, coordinator_moved},
    {RD_KAFKA_RESP_ERR__PURGE_QUEUE, Meaning::away, taken_back},
    {RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, Meaning::away, taken_back},

    {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, Meaning::own_fault, size_remedy},
    {RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, Meaning::own_fault, size_remedy},
    {RD_KAFKA_RESP_ERR_INVALID_RECORD, Meaning::own_fault,
     "the broker's rules for the topic exclude it, e.g. a compacted topic takes no record without key"},
    {RD_KAFKA_RESP_ERR_INVALID_MSG, Meaning::own_fault,
     "the broker could not read it, e.g. a compacted topic takes no record without key"},
    {RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, Meaning::own_fault,
     "its timestamp is outside the topic's message.timestamp limits; check this machine's clock"},
    {RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, Meaning::own_fault, "the topic's name is not allowed; correct <key>"},
    {RD_KAFKA_RESP_ERR_POLICY_VIOLATION, Meaning::own_fault, "a policy of the Kafka cluster excludes it"},

    {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, Meaning::setup, write_remedy},
    {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, Meaning::setup,
     "grant this principal IDEMPOTENT_WRITE on the cluster"},
    {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, Meaning::setup,
     "grant this principal WRITE and DESCRIBE on the transactional id"},
    {RD_KAFKA_RESP_ERR__AUTHENTICATION, Meaning::setup, login_remedy},
    {RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, Meaning::setup, login_remedy},
    {RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, Meaning::setup, login_remedy},
    {RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE, Meaning::setup, login_remedy},
    {RD_KAFKA_RESP_ERR__SSL, Meaning::setup,
     "check kafka.tls (or the ssl.* entries of kafka.properties) and the certificates of the brokers"},
    {RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE, Meaning::setup,
     "set kafka.compression to a codec that the brokers and topic <topic> take (zstd needs Kafka 2.1)"},
    {RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, Meaning::setup,
     "raise message.format.version of topic <topic>, or of the brokers, to 0.11 or newer: headers and idempotent "
     "producing need it"},
    {RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, Meaning::setup, version_remedy},
    {RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, Meaning::setup, version_remedy},
    {RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS, Meaning::setup,
     "the brokers, or what stands before them, refuse acks=all, without which nothing is acknowledged: correct "
     "kafka.brokers"},
    // The topic is fixed: it is the configuration that names one which does not exist.
    {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, Meaning::setup, create_remedy},
    {RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, Meaning::setup, create_remedy},
    {RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, Meaning::setup, create_remedy},

    {RD_KAFKA_RESP_ERR__FATAL, Meaning::lost, state_lost},
    {RD_KAFKA_RESP_ERR__FENCED, Meaning::lost, state_lost},
    {RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE, Meaning::lost, state_lost},
    {RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, Meaning::lost, state_lost},
    {RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER, Meaning::lost, state_lost},
    {RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID, Meaning::lost, state_lost},
    {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, Meaning::lost, state_lost},
    {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, Meaning::lost, state_lost},
    {RD_KAFKA_RESP_ERR_PRODUCER_FENCED, Meaning::lost, state_lost},
};

Verdict verdict_of(Meaning meaning, Company company) {
  switch (meaning) {
    case Meaning::away: return Verdict::retry;
    case Meaning::own_fault: return company == Company::alone ? Verdict::rejected : Verdict::suspect;
    case Meaning::setup: return Verdict::hold;
    case Meaning::lost: return Verdict::restart;
  }
  return Verdict::retry;
}

void fill(std::string& text, std::string_view place, std::string_view value) {
  if (const auto at = text.find(place); at != std::string::npos) text.replace(at, place.size(), value);
}

std::string with_topic(std::string_view reason, RecordFacts record) {
  std::string text(reason);
  fill(text, "<topic>", record.topic);
  fill(text, "<key>", record.origin == TopicOrigin::mapping ? "mapping.topic" : "dead_letters.topic");
  return text;
}

std::string sentence(std::string_view beginning, RecordFacts record) {
  std::string text(beginning);
  text += record.origin == TopicOrigin::mapping ? " a record of " : " a dead letter of ";
  text.append(std::to_string(record.value_bytes)).append(" value bytes for topic \"").append(record.topic);
  return text.append("\": ");
}

std::string sentence(rd_kafka_resp_err_t error, RecordFacts record, std::string_view reason) {
  std::string text = sentence("Kafka did not take", record);
  text.append(rd_kafka_err2str(error)).append(" (").append(error_name(error)).append("): ");
  return text.append(with_topic(reason, record));
}

}  // namespace

std::string_view error_name(rd_kafka_resp_err_t error) {
  // rd_kafka_err2name would put an unknown number into a buffer that it uses again.
  const rd_kafka_err_desc* descriptions = nullptr;
  std::size_t count = 0;
  rd_kafka_get_err_descs(&descriptions, &count);
  const auto* end = descriptions + count;
  const auto* found = std::find_if(descriptions, end, [error](const rd_kafka_err_desc& description) {
    return description.code == error && description.name != nullptr;
  });
  return found == end ? std::string_view("UNKNOWN_ERROR_CODE") : std::string_view(found->name);
}

bool is_too_large(std::string_view name) {
  return name == error_name(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) ||
         name == error_name(RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE);
}

Outcome outcome_of(rd_kafka_resp_err_t error, Company company, RecordFacts record) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return {Verdict::delivered, {}, {}};
  const auto* row =
      std::find_if(std::begin(table), std::end(table), [error](const Row& r) { return r.error == error; });
  if (row == std::end(table)) return {Verdict::retry, error_name(error), sentence(error, record, not_listed)};
  return {verdict_of(row->meaning, company), error_name(error), sentence(error, record, row->reason)};
}

Outcome unconfirmed(RecordFacts record) {
  return {Verdict::retry, "NO_OFFSET", sentence("Kafka did not confirm", record) + std::string(no_offset)};
}

}  // namespace sluice
