// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace sluice {

/// What rd_kafka_oauthbearer_set_token takes.
struct OauthToken {
  std::string value;
  std::string principal;  ///< whose it is: for librdkafka's texts
  std::chrono::system_clock::time_point end;
};

/// A JSON Web Token (RFC 7519) with an `exp`; its signature is Kafka's to check. Blanks around it are taken off. The
/// error never shows it.
Result<OauthToken> read_web_token(std::string_view text);

/// The answer of a token endpoint (RFC 6749, 5.1) that came at `now`. The token lasts for `expires_in`, else until its
/// own `exp`, else five minutes. The error never shows the token.
Result<OauthToken> read_token_answer(std::string_view text, const std::string& client_id,
                                     std::chrono::system_clock::time_point now);

/// `invalid_client: unknown client` (RFC 6749, 5.2); empty for what is no such answer.
/// The secrets in it become `***`, also as they were sent: some endpoints repeat the question.
std::string refusal_in(std::string_view text, const std::vector<std::string>& secrets = {});

}  // namespace sluice
