// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <optional>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "core/clock.hpp"

namespace sluice {

/// The user name and password of one librdkafka handle, where they come from `kafka.sasl`. Passwords rotate: after a
/// refusal the file is read again. One thread at a time.
class KafkaLogin {
 public:
  KafkaLogin() = default;
  explicit KafkaLogin(const KafkaSaslConfig& config);

  /// Reads the password again; another one is used from the next connection on (rd_kafka_sasl_set_credentials). False:
  /// it is the same, or cannot be read now.
  bool renew(rd_kafka_t* handle);

  /// Whether a refusal is no trouble yet: the password has been exchanged just now, and the next connection shows the
  /// new one; or it was exchanged a moment ago, and this connection was under way with the old one.
  bool outlives_refusal(rd_kafka_t* handle, TimePoint now);

 private:
  std::string username_;
  std::string password_;
  SecretSource source_;
  std::optional<TimePoint> renewed_at_;  ///< after a refusal
};

/// Whether Kafka has refused who we say to be.
bool is_login_refusal(rd_kafka_resp_err_t code);

/// That, or the way in which it is said: the mechanism, the certificates. `text`: librdkafka's.
bool is_security_refusal(rd_kafka_resp_err_t code, std::string_view text);

/// Whether SCRAM is asked for and this librdkafka speaks it in the way that Kafka 4 and later refuse.
bool uses_scram(const Config& config);

/// What to check after such a refusal; `scram` as of `uses_scram`.
std::string_view security_remedy(rd_kafka_resp_err_t code, std::string_view text, bool scram);

}  // namespace sluice
