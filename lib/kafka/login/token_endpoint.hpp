// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#include "config/config.hpp"
#include "core/result.hpp"
#include "core/unique_fd.hpp"
#include "kafka/login/oauth_token.hpp"

namespace sluice {

/// Ends a question to an endpoint from another thread: what it waits for is over at once, but the look-up of a name,
/// which nothing can interrupt.
class Interruption {
 public:
  /// Of the asking thread: its socket, before it connects.
  void watch(int socket);
  /// For good.
  void interrupt();

 private:
  std::mutex mutex_;
  UniqueFd socket_;  ///< our own name for it: guarded by mutex_, as all below
  bool is_over_ = false;
};

/// Asks `token_endpoint` for a token (RFC 6749, 4.4: client credentials, by HTTP Basic); takes up to 15 s, longer where
/// bytes only drip. Its certificate is checked, redirects are not followed. The error is one line with cause and
/// remedy, without secrets.
Result<OauthToken> fetch_token(const KafkaSaslConfig& config, Interruption& interruption);

}  // namespace sluice
