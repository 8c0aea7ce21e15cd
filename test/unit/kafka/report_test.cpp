// SPDX-License-Identifier: Apache-2.0
#include "kafka/report.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

namespace sluice {
namespace {

constexpr RecordFacts record{"plant", 12};

std::map<std::string_view, Verdict> listed(Company company) {
  const Verdict own_fault = company == Company::alone ? Verdict::rejected : Verdict::suspect;
  std::map<std::string_view, Verdict> expected;
  for (const auto* name : {"MSG_SIZE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD", "INVALID_MSG",
                           "INVALID_TIMESTAMP", "TOPIC_EXCEPTION", "POLICY_VIOLATION"}) {
    expected[name] = own_fault;
  }
  for (const auto* name :
       {"TOPIC_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED", "_AUTHENTICATION", "SASL_AUTHENTICATION_FAILED",
        "UNSUPPORTED_SASL_MECHANISM", "ILLEGAL_SASL_STATE", "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
        "UNSUPPORTED_COMPRESSION_TYPE", "UNSUPPORTED_FOR_MESSAGE_FORMAT", "UNSUPPORTED_VERSION", "_UNSUPPORTED_FEATURE",
        "INVALID_REQUIRED_ACKS", "_SSL", "UNKNOWN_TOPIC_OR_PART", "_UNKNOWN_TOPIC", "_UNKNOWN_PARTITION"}) {
    expected[name] = Verdict::hold;
  }
  for (const auto* name :
       {"_FATAL", "_FENCED", "_GAPLESS_GUARANTEE", "OUT_OF_ORDER_SEQUENCE_NUMBER", "DUPLICATE_SEQUENCE_NUMBER",
        "UNKNOWN_PRODUCER_ID", "INVALID_PRODUCER_EPOCH", "INVALID_PRODUCER_ID_MAPPING", "PRODUCER_FENCED"}) {
    expected[name] = Verdict::restart;
  }
  expected["NO_ERROR"] = Verdict::delivered;
  return expected;
}

TEST_CASE("a record without an offset is not delivered, whatever librdkafka says") {
  const Outcome outcome = unconfirmed(record);
  CHECK(outcome.verdict == Verdict::retry);
  CHECK(outcome.code == "NO_OFFSET");
  CHECK(
      outcome.reason ==
      "Kafka did not confirm a record of 12 value bytes for topic \"plant\": it named no offset, so the record may not "
      "be stored: it is sent again");
}

TEST_CASE("every code of librdkafka has its verdict, and what is not in the table is sent again") {
  const auto company = GENERATE(Company::shared, Company::alone);
  auto expected = listed(company);
  const rd_kafka_err_desc* descriptions = nullptr;
  std::size_t count = 0;
  rd_kafka_get_err_descs(&descriptions, &count);
  REQUIRE(count > 100);

  for (std::size_t i = 0; i < count; ++i) {
    if (descriptions[i].name == nullptr) continue;
    CAPTURE(descriptions[i].name);
    const auto found = expected.find(descriptions[i].name);
    const Verdict verdict = found == expected.end() ? Verdict::retry : found->second;
    const Outcome outcome = outcome_of(descriptions[i].code, company, record);
    CHECK(outcome.verdict == verdict);
    if (verdict == Verdict::delivered) {
      CHECK(outcome.code.empty());
      CHECK(outcome.reason.empty());
    } else {
      CHECK(outcome.code == descriptions[i].name);
      CHECK(outcome.reason.find(descriptions[i].name) != std::string::npos);
      CHECK(outcome.reason.find("\"plant\"") != std::string::npos);
    }
    if (found != expected.end()) expected.erase(found);
  }
  CHECK(expected.empty());  // every listed name is one of librdkafka's
}

TEST_CASE("a code that librdkafka does not know is sent again and its number is told") {
  const Outcome outcome = outcome_of(static_cast<rd_kafka_resp_err_t>(200), Company::alone, record);
  CHECK(outcome.verdict == Verdict::retry);
  CHECK(outcome.code == "UNKNOWN_ERROR_CODE");
  CHECK(outcome.reason ==
        "Kafka did not take a record of 12 value bytes for topic \"plant\": Err-200? (UNKNOWN_ERROR_CODE): not a known "
        "answer to a record; it is sent again");
}

TEST_CASE("the reason names the record, Kafka's words, the code and the remedy") {
  struct Case {
    rd_kafka_resp_err_t error;
    std::string text;
  };
  const auto c = GENERATE(values<Case>({
      {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
       "Kafka did not take a record of 12 value bytes for topic \"plant\": Broker: Message size too large "
       "(MSG_SIZE_TOO_LARGE): raise the topic's max.message.bytes and kafka.properties.message.max.bytes, or publish "
       "smaller messages"},
      {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
       "Kafka did not take a record of 12 value bytes for topic \"plant\": Broker: Topic authorization failed "
       "(TOPIC_AUTHORIZATION_FAILED): grant this principal WRITE and DESCRIBE on the topic"},
      {RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
       "Kafka did not take a record of 12 value bytes for topic \"plant\": Local: Unknown topic (_UNKNOWN_TOPIC): "
       "create it, e.g. kafka-topics --create --topic plant --bootstrap-server HOST:PORT, or correct mapping.topic"},
      {RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE,
       "Kafka did not take a record of 12 value bytes for topic \"plant\": Broker: Unsupported compression type "
       "(UNSUPPORTED_COMPRESSION_TYPE): set kafka.compression to a codec that the brokers and topic plant take (zstd "
       "needs Kafka 2.1)"},
      {RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
       "Kafka did not take a record of 12 value bytes for topic \"plant\": Broker: Disk error when trying to access "
       "log "
       "file on disk (KAFKA_STORAGE_ERROR): the disk of the partition's leader fails, another replica has to lead"},
      {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
       "Kafka did not take a record of 12 value bytes for topic \"plant\": Broker: Not enough in-sync replicas "
       "(NOT_ENOUGH_REPLICAS): fewer replicas in sync than the topic's min.insync.replicas"},
  }));
  CHECK(outcome_of(c.error, Company::shared, record).reason == c.text);
}

}  // namespace
}  // namespace sluice
