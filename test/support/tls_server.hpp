// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "support/certificates.hpp"

// OpenSSL's SSL_CTX and SSL.
struct ssl_ctx_st;
struct ssl_st;

namespace sluice::test {

/// The server's end of one TLS handshake in memory, without a socket.
class TlsServer {
 public:
  /// Speaks TLS 1.2 alone, or what is newest. Throws std::runtime_error.
  TlsServer(const Identity& identity, bool only_1_2);
  /// From now on a client without certificate is refused, in TLS 1.3 by an alert after its own end of the handshake.
  void demand_certificate();
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  /// What it sends when these bytes of the client arrive; empty while it waits for more.
  std::string answer(std::string_view bytes);

 private:
  std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)> context_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
};

}  // namespace sluice::test
