// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sluice::test {

/// A JSON Web Token without signature, as Kafka takes it where nothing else is configured: with `sub`, `scope`, `iat`
/// and `exp`.
std::string unsigned_token(const std::string& subject, std::chrono::seconds life, const std::string& scope = {});

/// One question to an endpoint.
struct TokenQuestion {
  std::string authorization;  ///< the header
  std::string body;
};

/// An OAuth 2 token endpoint, `/token` on a free port of 127.0.0.1; anything else is 404.
class TokenEndpoint {
 public:
  TokenEndpoint();
  ~TokenEndpoint();
  TokenEndpoint(const TokenEndpoint&) = delete;
  TokenEndpoint& operator=(const TokenEndpoint&) = delete;

  std::uint16_t port() const;
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()) + "/token"; }

  /// From now on: a fresh `unsigned_token` for each question.
  void give_tokens(const std::string& subject, std::chrono::seconds life, const std::string& scope = {});
  /// From now on: this.
  void answer(int status, const std::string& body, const std::string& location = {});
  /// From now on nothing, until another answer is set or the endpoint ends.
  void fall_silent();

  std::vector<TokenQuestion> questions() const;

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace sluice::test
