// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/config.hpp"
#include "core/result.hpp"
#include "kafka/login/oauth_token.hpp"

namespace sluice {

/// Asks `token_endpoint` for a token (RFC 6749, 4.4: client credentials, by HTTP Basic); takes up to 15 s, longer where
/// bytes only drip. Its certificate is checked, redirects are not followed. The error is one line with cause and
/// remedy, without secrets.
Result<OauthToken> fetch_token(const KafkaSaslConfig& config);

}  // namespace sluice
