// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>

#include "config/config.hpp"
#include "core/result.hpp"
#include "kafka/kafka_handles.hpp"
#include "kafka/login/login.hpp"

namespace sluice {

/// The reason librdkafka gave last for not reaching a broker.
struct KafkaTrouble {
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string text;

  /// For rd_kafka_conf_set_error_cb, with a KafkaTrouble as opaque. That all brokers are down says less than the reason
  /// that came before it: not kept.
  static void remember(rd_kafka_t* handle, int code, const char* text, void* opaque);
};

/// A handle that asks the cluster and produces nothing. A consumer, though nothing is consumed: a producer's request
/// for one topic creates it where the broker creates topics by itself, a consumer's does not
/// (allow.auto.create.topics=false, in the request since Kafka 0.11). Asking for all topics would not create either,
/// but is large, and hides a topic that this principal may not see. One thread at a time.
class KafkaAsker {
 public:
  /// Connects nowhere yet. Error: settings that librdkafka refuses.
  static Result<std::unique_ptr<KafkaAsker>> create(const Config& config);
  KafkaAsker(const KafkaAsker&) = delete;
  KafkaAsker& operator=(const KafkaAsker&) = delete;

  rd_kafka_t* client() const { return client_.get(); }
  /// Lets librdkafka call back, so that `trouble` says why there was no answer.
  void serve();
  const KafkaTrouble& trouble() const { return trouble_; }
  void forget_trouble() { trouble_ = {}; }
  /// After a refused login: the password may have changed in its file, or the certificates in theirs. `client` may be
  /// another one then.
  void renew_login();

 private:
  explicit KafkaAsker(const Config& config) : config_(config) {}

  Result<void> connect();
  std::string stamp_now() const;

  const Config config_;
  std::string stamp_;     ///< of the certificates in use
  KafkaTrouble trouble_;  ///< written by callbacks: outlives the client
  KafkaClient client_;
  KafkaLogin login_;
};

}  // namespace sluice
