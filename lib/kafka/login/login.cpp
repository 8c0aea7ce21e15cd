// SPDX-License-Identifier: Apache-2.0
#include "kafka/login/login.hpp"

namespace sluice {

namespace {

// Each broker of the cluster, and each address it was found by, has a connection of its own, which may be under way
// with the old password: a little longer than `reconnect.backoff.max.ms`.
constexpr std::chrono::seconds old_attempts_last{5};

/// To librdkafka the brokers' refusal of a certificate is one more broken connection.
bool is_alert(std::string_view text) { return text.find("SSL alert number") != std::string_view::npos; }

}  // namespace

KafkaLogin::KafkaLogin(KafkaSaslConfig config) : config_(std::move(config)) {}

void KafkaLogin::prepare(rd_kafka_conf_t* conf, int events) const {
  if (has_token()) {
    rd_kafka_conf_enable_sasl_queue(conf, 1);
    events |= RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH;
  }
  rd_kafka_conf_set_events(conf, events);
}

void KafkaLogin::begin(rd_kafka_t* handle) {
  if (has_token()) {
    keeper_ = std::make_unique<TokenKeeper>(handle, config_);
  } else {
    renew(handle);
  }
}

bool KafkaLogin::renew(rd_kafka_t* handle) {
  if (keeper_) keeper_->renew();
  if (!config_.password_source.can_change()) return false;
  const auto password = read_again(config_.password_source);
  if (!password || password->reveal() == config_.password->reveal()) return false;
  rd_kafka_error_t* const error =
      rd_kafka_sasl_set_credentials(handle, config_.username.c_str(), password->reveal().c_str());
  if (error != nullptr) {
    rd_kafka_error_destroy(error);
    return false;
  }
  config_.password = *password;
  return true;
}

bool KafkaLogin::outlives_refusal(rd_kafka_t* handle, TimePoint now) {
  if (renew(handle)) {
    renewed_at_ = now;
    return true;
  }
  return renewed_at_ && now - *renewed_at_ < old_attempts_last;
}

bool is_login_refusal(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED;
}

bool is_security_refusal(rd_kafka_resp_err_t code, std::string_view text) {
  return is_login_refusal(code) || is_alert(text) || code == RD_KAFKA_RESP_ERR__SSL ||
         code == RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM || code == RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE;
}

bool uses_scram(const Config& config) {
  constexpr int mended = 0x020601ff;
  std::string mechanism = config.kafka.sasl.mechanism;
  for (const auto& [name, value] : config.kafka.properties) {
    if (name == "sasl.mechanism" || name == "sasl.mechanisms") mechanism = value.reveal();
  }
  return mechanism.starts_with("SCRAM") && rd_kafka_version() < mended;
}

namespace {

std::string_view remedy_for(rd_kafka_resp_err_t code, std::string_view text, bool scram) {
  if (is_alert(text)) {
    return "Kafka demands a client certificate, or does not take ours: check kafka.tls.certificate; its log says why";
  }
  if (code == RD_KAFKA_RESP_ERR__SSL) {
    return "check kafka.tls (or the ssl.* entries of kafka.properties) and the certificates of the brokers";
  }
  if (scram) {
    return "check kafka.sasl.username and kafka.sasl.password; Kafka 4 and later refuse SCRAM from librdkafka before "
           "2.6.1, whatever the password: use another mechanism there";
  }
  return "check kafka.sasl (or the sasl.* entries of kafka.properties) against the users of the brokers";
}

/// The text is all that comes through librdkafka.
bool may_pass(const TokenFault& fault) {
  constexpr std::string_view answered = " answered ";
  const std::size_t status = fault.cause.find(answered);
  if (status == std::string_view::npos) return fault.remedy.ends_with(" and the network");
  return fault.cause.substr(status + answered.size()).starts_with('5');
}

}  // namespace

LoginFault login_fault(rd_kafka_resp_err_t code, std::string_view text, bool scram) {
  if (const auto fault = token_fault_in(text)) {
    return {"there is no token", "gets no login, as there is no token", std::string(fault->cause),
            std::string(fault->remedy), may_pass(*fault)};
  }
  return {"the login is refused", "refuses the login", std::string(text), std::string(remedy_for(code, text, scram)),
          false};
}

std::string_view no_answer_remedy(std::string_view cause) {
  if (cause.find("security.protocol") == std::string_view::npos) return "check kafka.brokers and the network";
  if (cause.find("SASL") != std::string_view::npos) {
    return "check kafka.brokers and kafka.sasl: that listener may ask for a login";
  }
  return "check kafka.brokers and kafka.tls: that listener may ask for TLS";
}

}  // namespace sluice
