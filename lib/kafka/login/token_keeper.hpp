// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <optional>
#include <string_view>

#include "config/config.hpp"

namespace sluice {

/// Gives a librdkafka handle its OAUTHBEARER tokens: when it asks for the first one, when four fifths of a token's life
/// are over, and ten seconds after a failure (RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH). A thread of its own, as an
/// endpoint may take its time. A failure comes out as an error of the handle, with the text.
class TokenKeeper {
 public:
  /// The handle was made with this event and rd_kafka_conf_enable_sasl_queue, and must outlive it.
  TokenKeeper(rd_kafka_t* handle, KafkaSaslConfig config);
  ~TokenKeeper();
  TokenKeeper(const TokenKeeper&) = delete;
  TokenKeeper& operator=(const TokenKeeper&) = delete;

  /// A new token now, as Kafka has refused this one; at most one in ten seconds.
  void renew();

 private:
  struct Desk;
  std::shared_ptr<Desk> desk_;
};

/// Parts of a text of librdkafka's.
struct TokenFault {
  std::string_view cause;
  std::string_view remedy;
};

/// What librdkafka says when a keeper has no token for it; nothing for its other texts.
std::optional<TokenFault> token_fault_in(std::string_view text);

}  // namespace sluice
