// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <string>
#include <tl/expected.hpp>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "core/unique_fd.hpp"
#include "ops/http_server.hpp"

namespace sluice {

/// A socket that listens at `address` (getaddrinfo, bind, listen).
tl::expected<UniqueFd, ListenFault> listen_at(const ListenAddress& address);
/// Of a bound socket; 0 when it cannot be asked.
std::uint16_t port_of(int fd);

/// How the connections of one server are doing.
struct HttpPressure {
  std::atomic<std::size_t> waiting{0};  ///< connections that no thread has taken up
  std::atomic<bool> stopping{false};
};

/// One accepted connection with a time limit on all of it and a bound on what is read. Belongs to one thread.
class HttpConnection {
 public:
  HttpConnection(int fd, const HttpPressure& pressure);
  /// Sends FIN, takes what has come meanwhile, so that the answer is not lost by a reset.
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  /// As recv and send; -1 also when the time is over or the request is too long.
  ssize_t read(char* data, std::size_t size);
  ssize_t write(const char* data, std::size_t size);
  int fd() const { return fd_.get(); }
  /// Numeric address; empty when it cannot be told.
  std::string peer() const;

 private:
  bool wait_for(short events) const;
  bool is_over(TimePoint now) const;
  bool is_in_the_way(TimePoint now) const;

  UniqueFd fd_;
  const HttpPressure& pressure_;
  const TimePoint begin_;
  std::array<char, 4096> buffer_{};
  std::size_t filled_ = 0;
  std::size_t taken_ = 0;
  std::size_t total_ = 0;
};

}  // namespace sluice
