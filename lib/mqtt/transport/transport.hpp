// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "config/config.hpp"

namespace sluice {

/// What one non-blocking read or write came to.
struct IoResult {
  enum class Kind {
    moved,        ///< `bytes` > 0
    would_block,  ///< wait for the descriptor
    ended,        ///< the peer closed its side in order
    failed        ///< `error` says why
  };
  Kind kind = Kind::would_block;
  std::size_t bytes = 0;
  std::string error;
};

/// A byte stream to the broker, non-blocking; belongs to the connection's thread. Plain TCP is one, TLS another.
class Transport {
 public:
  enum class Progress {
    ready,
    wants_read,   ///< call `advance` again when the descriptor is readable
    wants_write,  ///< ... or writable
    failed        ///< `error()` says why
  };

  virtual ~Transport() = default;

  /// Goes on with the opening: the host's name, the connect, then the handshake of what lies above it. `fd()` may
  /// change with each call.
  virtual Progress advance() = 0;
  virtual int fd() const = 0;
  /// Whether the opening still waits for the addresses of the host's name.
  virtual bool is_resolving() const { return false; }
  /// Why `advance` failed: a sentence with the address and the cause.
  virtual const std::string& error() const = 0;
  /// Whether the last failure, of `advance`, `read` or `write`, was about a certificate or the terms of TLS.
  virtual bool is_untrusted() const { return false; }

  virtual IoResult read(char* data, std::size_t size) = 0;
  /// Whether bytes were taken from the descriptor that `read` has not given out: no event tells of them.
  virtual bool has_pending() const { return false; }
  virtual IoResult write(const char* data, std::size_t size) = 0;
  /// No more writes; the peer reads what was written and then the end.
  virtual void shutdown_write() = 0;
};

/// Makes the transport for a broker; does not block.
using TransportFactory = std::function<std::unique_ptr<Transport>(const BrokerUrl&)>;

}  // namespace sluice
