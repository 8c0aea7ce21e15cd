// SPDX-License-Identifier: Apache-2.0
#include "kafka/kafka_asker.hpp"

#include <array>

#include "kafka/settings.hpp"

namespace sluice {

namespace {

constexpr std::size_t error_text_size = 512;

}  // namespace

void KafkaTrouble::remember(rd_kafka_t* /*handle*/, int code, const char* text, void* opaque) {
  if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    *static_cast<KafkaTrouble*>(opaque) = {static_cast<rd_kafka_resp_err_t>(code), text};
  }
}

Result<std::unique_ptr<KafkaAsker>> KafkaAsker::create(const Config& config) {
  std::unique_ptr<KafkaAsker> asker(new KafkaAsker);
  asker->login_ = KafkaLogin(config.kafka.sasl);
  auto properties = client_properties(config);
  properties.push_back({"allow.auto.create.topics", "false"});
  auto conf = make_kafka_conf(properties);
  if (!conf) return failure(conf.error());
  rd_kafka_conf_set_error_cb(conf->get(), KafkaTrouble::remember);
  rd_kafka_conf_set_opaque(conf->get(), &asker->trouble_);
  std::array<char, error_text_size> cause{};
  asker->client_.reset(rd_kafka_new(RD_KAFKA_CONSUMER, conf->get(), cause.data(), cause.size()));
  if (!asker->client_)
    return failure("kafka.properties: librdkafka refuses the settings: " + std::string(cause.data()));
  static_cast<void>(conf->release());  // rd_kafka_new took it
  asker->login_.renew(asker->client_.get());
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
