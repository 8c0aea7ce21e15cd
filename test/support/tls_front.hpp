// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "support/certificates.hpp"
#include "support/sockets.hpp"

// OpenSSL's SSL_CTX.
struct ssl_ctx_st;

namespace sluice::test {

/// How a TlsFront speaks.
struct TlsFrontPlan {
  Identity identity;
  std::string client_ca{};  ///< a client certificate of this CA is demanded; empty: none is asked for
  bool only_1_2 = false;    ///< else TLS 1.3
  std::string alpn{};       ///< the only protocol that is taken; empty: whatever is offered is passed over
};

/// A TLS server on a free port of 127.0.0.1 in front of a plain one: what arrives is passed on decrypted. One thread a
/// connection.
class TlsFront {
 public:
  TlsFront(std::uint16_t upstream_port, TlsFrontPlan plan);
  ~TlsFront();
  TlsFront(const TlsFront&) = delete;
  TlsFront& operator=(const TlsFront&) = delete;

  std::uint16_t port() const { return listener_.port(); }
  /// From the next connection on.
  void show(const Identity& identity);

  std::size_t handshakes() const { return handshakes_; }
  /// Of the last connection: what was asked for (SNI), and by whom; empty: not told.
  std::string asked_name() const;
  std::string client_subject() const;

 private:
  void run();
  void serve(Stream client);

  std::uint16_t upstream_port_;
  TlsFrontPlan plan_;
  Listener listener_;
  mutable std::mutex mutex_;
  std::shared_ptr<ssl_ctx_st> context_;  ///< guarded by mutex_
  std::string asked_name_;               ///< guarded by mutex_
  std::string client_subject_;           ///< guarded by mutex_
  std::atomic<std::size_t> handshakes_ = 0;
  std::atomic<bool> stop_ = false;
  std::list<std::thread> connections_;  ///< of the listening thread, until it has ended
  std::thread thread_;
};

}  // namespace sluice::test
