// SPDX-License-Identifier: Apache-2.0
#include "kafka/kafka_asker.hpp"

#include "config/secret_source.hpp"
#include "kafka/kafka_client.hpp"

namespace sluice {

void KafkaTrouble::remember(rd_kafka_t* /*handle*/, int code, const char* text, void* opaque) {
  if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    *static_cast<KafkaTrouble*>(opaque) = {static_cast<rd_kafka_resp_err_t>(code), text};
  }
}

Result<std::unique_ptr<KafkaAsker>> KafkaAsker::create(const Config& config) {
  std::unique_ptr<KafkaAsker> asker(new KafkaAsker(config));
  if (auto done = asker->connect(); !done) return failure(done.error());
  return asker;
}

Result<void> KafkaAsker::connect() {
  std::string stamp = stamp_now();
  auto properties = client_properties(config_);
  properties.push_back({"allow.auto.create.topics", "false"});
  auto conf = make_kafka_conf(properties);
  if (!conf) return failure(conf.error());
  rd_kafka_conf_set_error_cb(conf->get(), KafkaTrouble::remember);
  rd_kafka_conf_set_opaque(conf->get(), &trouble_);
  KafkaLogin login(config_.kafka.sasl);
  auto client = make_kafka_client(RD_KAFKA_CONSUMER, std::move(*conf), 0, login);
  if (!client) return failure(client.error());
  login_ = {};  // before its client
  client_ = std::move(*client);
  login_ = std::move(login);
  stamp_ = std::move(stamp);
  return {};
}

std::string KafkaAsker::stamp_now() const {
  return stamp_of(latest(config_.kafka.tls.key_password_source, config_.kafka.tls.files));
}

void KafkaAsker::serve() {
  while (rd_kafka_poll(client_.get(), 0) > 0) {
  }
}

void KafkaAsker::renew_login() {
  if (!is_security_refusal(trouble_.code, trouble_.text)) return;
  if (is_login_refusal(trouble_.code)) login_.renew(client_.get());
  // Files that do not fit together yet are found whole by a later call.
  if (stamp_ != stamp_now()) static_cast<void>(connect());
}

}  // namespace sluice
