// SPDX-License-Identifier: Apache-2.0
#include "support/http_client.hpp"

#include <cstdlib>
#include <system_error>

#include "support/sockets.hpp"

namespace sluice::test {

std::string HttpAnswer::header(const std::string& name) const {
  const std::string begin = "\r\n" + name + ": ";
  const std::size_t at = head.find(begin);
  if (at == std::string::npos) return "";
  const std::size_t value = at + begin.size();
  return head.substr(value, head.find("\r\n", value) - value);
}

std::optional<HttpAnswer> http(std::uint16_t port, const std::string& method, const std::string& target,
                               const std::string& lines, Milliseconds deadline) {
  Stream stream;
  try {
    stream = Stream::connect(port);
  } catch (const std::system_error&) {
    return std::nullopt;
  }
  const std::string request =
      method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n" + lines + "\r\n";
  if (!stream.send(request)) return std::nullopt;
  std::string text;
  const auto end = Clock::now() + deadline;
  while (true) {
    const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now());
    const auto bytes = left.count() > 0 ? stream.receive(left) : std::nullopt;
    if (!bytes) return std::nullopt;
    if (bytes->empty()) break;
    text += *bytes;
  }
  const std::size_t body = text.find("\r\n\r\n");
  if (body == std::string::npos || !text.starts_with("HTTP/1.1 ")) return std::nullopt;
  return HttpAnswer{std::atoi(text.c_str() + 9), text.substr(0, body + 2), text.substr(body + 4)};
}

}  // namespace sluice::test
