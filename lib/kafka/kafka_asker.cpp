// SPDX-License-Identifier: Apache-2.0
#include "kafka/kafka_asker.hpp"

#include "kafka/kafka_client.hpp"

namespace sluice {

void KafkaTrouble::remember(rd_kafka_t* /*handle*/, int code, const char* text, void* opaque) {
  if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    *static_cast<KafkaTrouble*>(opaque) = {static_cast<rd_kafka_resp_err_t>(code), text};
  }
}

Result<std::unique_ptr<KafkaAsker>> KafkaAsker::create(const Config& config) {
  std::unique_ptr<KafkaAsker> asker(new KafkaAsker);
  auto properties = client_properties(config);
  properties.push_back({"allow.auto.create.topics", "false"});
  auto conf = make_kafka_conf(properties);
  if (!conf) return failure(conf.error());
  rd_kafka_conf_set_error_cb(conf->get(), KafkaTrouble::remember);
  rd_kafka_conf_set_opaque(conf->get(), &asker->trouble_);
  asker->login_ = KafkaLogin(config.kafka.sasl);
  auto client = make_kafka_client(RD_KAFKA_CONSUMER, std::move(*conf), 0, asker->login_);
  if (!client) return failure(client.error());
  asker->client_ = std::move(*client);
  return asker;
}

void KafkaAsker::serve() {
  while (rd_kafka_poll(client_.get(), 0) > 0) {
  }
}

void KafkaAsker::renew_login() {
  if (is_login_refusal(trouble_.code)) login_.renew(client_.get());
}

}  // namespace sluice
