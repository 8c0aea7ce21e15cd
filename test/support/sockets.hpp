// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/unique_fd.hpp"
#include "support/eventually.hpp"

namespace sluice::test {

/// A TCP port of 127.0.0.1 that was free a moment ago.
std::uint16_t free_port();

/// Whether something accepts connections on 127.0.0.1:`port`.
bool port_is_open(std::uint16_t port);

/// A connected TCP socket whose every wait has a deadline. One thread at a time.
class Stream {
 public:
  Stream() = default;
  explicit Stream(UniqueFd fd) : fd_(std::move(fd)) {}

  /// Connects to `address`:`port` (IPv4); throws std::system_error when refused.
  static Stream connect(std::uint16_t port, const std::string& address = "127.0.0.1");

  /// Sends all of `bytes`; false when the peer has gone.
  bool send(std::string_view bytes);

  /// What `receive` found: bytes, or an empty text at the end of the stream; nullopt when the deadline passed.
  /// A connection reset counts as the end and is told by `was_reset()`.
  std::optional<std::string> receive(Milliseconds deadline);

  /// Ends our direction (FIN) and leaves the other one open.
  void shut_write();
  /// Ends the connection with RST instead of FIN.
  void reset();
  void close() { fd_.reset(); }

  bool is_open() const { return static_cast<bool>(fd_); }
  bool was_reset() const { return was_reset_; }
  int fd() const { return fd_.get(); }

 private:
  UniqueFd fd_;
  bool was_reset_ = false;
};

/// Listens on a free port of 127.0.0.1, or on the one given.
class Listener {
 public:
  explicit Listener(std::uint16_t port = 0);

  std::uint16_t port() const { return port_; }
  int fd() const { return fd_.get(); }
  /// The next connection, or nullopt when the deadline passed.
  std::optional<Stream> accept(Milliseconds deadline);
  /// Refuses connections from now on.
  void close() { fd_.reset(); }

 private:
  UniqueFd fd_;
  std::uint16_t port_ = 0;
};

}  // namespace sluice::test
