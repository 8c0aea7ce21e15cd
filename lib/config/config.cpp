// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

namespace sluice {

namespace {

std::string host_and_port(const std::string& host, std::uint16_t port) {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

}  // namespace

std::string HttpUrl::text() const {
  return (tls ? "https://" : "http://") + host_and_port(host, port) + target.substr(0, target.find('?'));
}

std::string BrokerUrl::text() const { return (tls ? "mqtts://" : "mqtt://") + host_and_port(host, port); }

std::string ListenAddress::text() const { return host_and_port(host, port); }

}  // namespace sluice
