// SPDX-License-Identifier: Apache-2.0
#include "config/address.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "config/source_text.hpp"

namespace sluice {

namespace {

struct HostAndPort {
  std::string host;
  std::optional<std::uint16_t> port;
};

tl::unexpected<AddressFault> fault(std::string text, std::string hint) {
  return tl::unexpected(AddressFault{std::move(text), std::move(hint)});
}

std::string quoted(std::string_view text) { return '`' + clipped(text) + '`'; }

bool is_host(std::string_view host, bool is_ipv6) {
  const auto is_good = [is_ipv6](char c) {
    const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    // A zone such as fe80::1%eth0 belongs to the address.
    if (is_hex || c == '.' || c == '-' || c == '_') return true;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (is_ipv6 && (c == ':' || c == '%'));
  };
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), is_good);
}

tl::expected<HostAndPort, AddressFault> split(std::string_view address, const std::string& example,
                                              std::uint16_t port_min = 1) {
  HostAndPort result;
  const bool is_ipv6 = address.starts_with('[');
  std::string_view rest;
  if (is_ipv6) {
    const std::size_t end = address.find(']');
    if (end == std::string_view::npos) return fault(quoted(address) + " has a `[` without `]`", "write " + example);
    result.host = address.substr(1, end - 1);
    rest = address.substr(end + 1);
  } else {
    if (std::count(address.begin(), address.end(), ':') > 1) {
      return fault(quoted(address) + " has more than one `:`", "an IPv6 address stands in brackets: `[::1]:port`");
    }
    const std::size_t end = std::min(address.find(':'), address.size());
    result.host = address.substr(0, end);
    rest = address.substr(end);
  }
  if (!is_host(result.host, is_ipv6)) {
    return fault(quoted(address) + (result.host.empty() ? " has no host" : " has a host that cannot be one"),
                 "write " + example);
  }
  if (rest.empty()) return result;
  std::uint16_t port = 0;
  const char* const end = rest.data() + rest.size();
  const auto [stop, error] = std::from_chars(rest.data() + 1, end, port);
  if (rest.front() != ':' || error != std::errc() || stop != end || port < port_min) {
    return fault(quoted(address) + " has no valid port: " + quoted(rest), "a port is 1 to 65535: write " + example);
  }
  result.port = port;
  return result;
}

}  // namespace

tl::expected<BrokerUrl, AddressFault> parse_broker_url(std::string_view url) {
  const bool is_secure = url.starts_with("mqtts:");
  const std::string example = is_secure ? "`mqtts://host:8883`" : "`mqtt://host:1883`";
  const std::size_t slashes = url.find("://");
  // Before anything is quoted: what stands in front of an @ is likely to be a password.
  if (url.find('@') != std::string_view::npos) {
    return fault("the address has a user in front of the `@`: credentials do not belong into it",
                 "use `mqtt.username` and `mqtt.password`, and write " + example);
  }
  if (slashes == std::string_view::npos) {
    return fault(quoted(url) + " has no scheme", "write `mqtt://" + clipped(url) + '`');
  }
  const std::string_view scheme = url.substr(0, slashes);
  if (scheme == "ws" || scheme == "wss") {
    return fault(quoted(url) + " asks for WebSocket, which is not spoken here",
                 "name a TCP listener of the broker: " + example + ", with TLS `mqtts://host:8883`");
  }
  if (scheme != "mqtt" && scheme != "mqtts") {
    return fault(quoted(url) + " has the unknown scheme " + quoted(scheme),
                 "write " + example + ", with TLS `mqtts://host:8883`");
  }
  const std::string_view address = url.substr(slashes + 3);
  if (address.find_first_of("/?#") != std::string_view::npos) {
    return fault(quoted(url) + " has something behind host and port", "write " + example);
  }
  auto parts = split(address, example);
  if (!parts) return tl::unexpected(parts.error());
  constexpr std::uint16_t plain_port = 1883;
  constexpr std::uint16_t tls_port = 8883;
  return BrokerUrl{std::move(parts->host), parts->port.value_or(is_secure ? tls_port : plain_port), is_secure};
}

tl::expected<HttpUrl, AddressFault> parse_http_url(std::string_view url) {
  const std::string example = "`https://host/path`";
  if (url.find('@') != std::string_view::npos) {
    return fault("the address has an `@`, as in front of a host where credentials do not belong",
                 "use `client_id` and `client_secret`; in a path write `%40`");
  }
  const bool is_secure = url.starts_with("https://");
  if (!is_secure && !url.starts_with("http://"))
    return fault(quoted(url) + " is no address of HTTPS", "write " + example);
  const std::string_view rest = url.substr(url.find("://") + 3);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  const auto is_printable = [](char c) { return c > ' ' && c < 0x7F && c != '#'; };
  if (!std::all_of(rest.begin() + static_cast<std::ptrdiff_t>(end), rest.end(), is_printable)) {
    return fault(quoted(url) + " has a space, a `#` or a character beyond ASCII behind the host",
                 "encode it: `%20` is a space");
  }
  auto parts = split(rest.substr(0, end), example);
  if (!parts) return tl::unexpected(parts.error());
  const std::string target(rest.substr(end));
  return HttpUrl{std::move(parts->host), parts->port.value_or(is_secure ? 443 : 80), is_secure,
                 target.starts_with('/') ? target : '/' + target};
}

tl::expected<std::string, AddressFault> parse_kafka_address(std::string_view address) {
  const std::string example = "`host:9092`";
  if (address.find('@') != std::string_view::npos) {
    return fault("the address has a user in front of the `@`: credentials do not belong into it",
                 "use `kafka.sasl`, and write " + example);
  }
  if (address.find("://") != std::string_view::npos) {
    return fault(quoted(address) + " has a scheme: a Kafka address is host and port",
                 "write " + example + "; TLS and SASL are chosen by `kafka.tls` and `kafka.sasl`");
  }
  const auto parts = split(address, example);
  if (!parts) return tl::unexpected(parts.error());
  if (!parts->port) return fault(quoted(address) + " has no port", "write `" + clipped(address) + ":9092`");
  return std::string(address);
}

tl::expected<ListenAddress, AddressFault> parse_listen_address(std::string_view address) {
  const std::string example = "`127.0.0.1:9464`";
  if (address.find("://") != std::string_view::npos) {
    return fault(quoted(address) + " has a scheme: a listener is host and port", "write " + example);
  }
  const std::string whole =
      (address.starts_with(':') && !address.starts_with("::") ? "127.0.0.1" : "") + std::string(address);
  auto parts = split(whole, example, 0);
  if (!parts) return tl::unexpected(parts.error());
  if (!parts->port) return fault(quoted(address) + " has no port", "write " + example);
  return ListenAddress{std::move(parts->host), *parts->port};
}

}  // namespace sluice
