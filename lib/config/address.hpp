// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "config/config.hpp"

namespace sluice {

/// What is wrong with an address: both texts may be printed, they never show credentials.
struct AddressFault {
  std::string text;
  std::string hint;
};

/// `mqtt://host[:port]`, with TLS `mqtts://host[:port]`, IPv6 in brackets; the port is 1883, with TLS 8883, unless
/// given. User info is refused.
tl::expected<BrokerUrl, AddressFault> parse_broker_url(std::string_view url);

/// `https://host[:port][/path][?query]`, also `http`, IPv6 in brackets; the port is 443, without TLS 80, unless given.
/// User info and fragments are refused.
tl::expected<HttpUrl, AddressFault> parse_http_url(std::string_view url);

/// `host:port` for librdkafka's bootstrap.servers, IPv6 in brackets, as given.
tl::expected<std::string, AddressFault> parse_kafka_address(std::string_view address);

/// `host:port` to listen on, IPv6 in brackets; `:port` is 127.0.0.1, port 0 any free one.
tl::expected<ListenAddress, AddressFault> parse_listen_address(std::string_view address);

}  // namespace sluice
