// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "component/plant.hpp"
#include "support/http_client.hpp"

namespace sluice::test {

/// The port of its listener, once it says so.
inline std::uint16_t listener_port(SluiceProcess& sluice) {
  const std::string line = sluice.wait_for_log({"event=listening", "url=http://127.0.0.1:"});
  return static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
}

/// What the listener of one `sluice run` says.
struct Watcher {
  std::uint16_t port;

  explicit Watcher(SluiceProcess& sluice) : port(listener_port(sluice)) {}

  HttpAnswer get(const std::string& path) const { return http(port, "GET", path).value_or(HttpAnswer{}); }
  HttpAnswer post(const std::string& path) const { return http(port, "POST", path).value_or(HttpAnswer{}); }
  /// Waits until the body of `path` has `text` in it; the last body.
  std::string wait_for(const std::string& path, const std::string& text) const {
    std::string body;
    eventually(patience, [&] {
      body = get(path).body;
      return body.find(text) != std::string::npos;
    });
    return body;
  }
  bool shows(const std::string& path, const std::string& text) const {
    return wait_for(path, text).find(text) != std::string::npos;
  }
};

inline TaskFile watched(const Plant& plant) { return plant.file().set("operations.listen", "\":0\""); }

}  // namespace sluice::test
