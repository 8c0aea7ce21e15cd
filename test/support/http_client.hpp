// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "support/eventually.hpp"

namespace sluice::test {

struct HttpAnswer {
  int status = 0;
  std::string head;  ///< status line and headers, each with its line end
  std::string body;

  /// Of the first header of that name (as it is written), empty without one.
  std::string header(const std::string& name) const;
};

/// One request to 127.0.0.1:`port` on a connection of its own, which the answer must end. `lines`: more headers, each
/// with its CRLF. Nullopt when nothing listens, or no whole answer came in time.
std::optional<HttpAnswer> http(std::uint16_t port, const std::string& method, const std::string& target,
                               const std::string& lines = "", Milliseconds deadline = Milliseconds{10'000});

}  // namespace sluice::test
