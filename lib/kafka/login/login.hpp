// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "kafka/login/token_keeper.hpp"

namespace sluice {

/// What one librdkafka handle logs in with, where it comes from `kafka.sasl`. Passwords rotate: after a refusal the
/// file is read again. Tokens end: new ones are got in time. One thread at a time.
class KafkaLogin {
 public:
  KafkaLogin() = default;
  explicit KafkaLogin(KafkaSaslConfig config);

  /// Before rd_kafka_new; `events` as for rd_kafka_conf_set_events, to which it adds its own.
  void prepare(rd_kafka_conf_t* conf, int events) const;
  /// Right behind it.
  void begin(rd_kafka_t* handle);
  /// Before rd_kafka_destroy.
  void end() { keeper_.reset(); }

  /// Reads the password again; another one is used from the next connection on (rd_kafka_sasl_set_credentials). False:
  /// it is the same, or cannot be read now. A new token is asked for, and comes later.
  bool renew(rd_kafka_t* handle);

  /// Whether a refusal is no trouble yet: the password has been exchanged just now, and the next connection shows the
  /// new one; or it was exchanged a moment ago, and this connection was under way with the old one.
  bool outlives_refusal(rd_kafka_t* handle, TimePoint now);

 private:
  bool has_token() const { return config_.mechanism == "OAUTHBEARER"; }

  KafkaSaslConfig config_;               ///< the password is the one in use
  std::optional<TimePoint> renewed_at_;  ///< after a refusal
  std::unique_ptr<TokenKeeper> keeper_;
};

/// Whether Kafka has refused who we say to be.
bool is_login_refusal(rd_kafka_resp_err_t code);

/// That, or the way in which it is said: the mechanism, the certificates. `text`: librdkafka's.
bool is_security_refusal(rd_kafka_resp_err_t code, std::string_view text);

/// Whether SCRAM is asked for and this librdkafka speaks it in the way that Kafka 4 and later refuse.
bool uses_scram(const Config& config);

/// A refusal, or that there was nothing to log in with, in our words.
struct LoginFault {
  std::string_view title;  ///< `the login is refused`, `there is no token`
  std::string_view what;   ///< of Kafka: `refuses the login`, `gets no login, as there is no token`
  std::string cause;       ///< librdkafka's text, or why there is no token
  std::string remedy;      ///< what to check
  bool may_pass = false;   ///< nobody has refused: the token endpoint gave no answer, or cannot give one now (5xx)
};

/// `code` and `text`: librdkafka's; `scram` as of `uses_scram`.
LoginFault login_fault(rd_kafka_resp_err_t code, std::string_view text, bool scram);

/// What to check where Kafka gives no answer, and `cause` is librdkafka's text: it guesses when the listener wants TLS
/// or a login and we come without, and names a property that is not ours.
std::string_view no_answer_remedy(std::string_view cause);

}  // namespace sluice
