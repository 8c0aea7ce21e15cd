// SPDX-License-Identifier: Apache-2.0
#include "probe/network.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "core/duration.hpp"
#include "mqtt/transport/host_lookup.hpp"
#include "mqtt/transport/tcp_transport.hpp"

namespace sluice {
namespace {

struct Lookup {
  std::vector<std::string> addresses;
  std::string error;
};

Lookup look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = lookup_flags(host);
  addrinfo* list = nullptr;
  const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (code != 0) return {{}, code == EAI_SYSTEM ? std::strerror(errno) : ::gai_strerror(code)};
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, ::freeaddrinfo);
  Lookup result;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    const int named =
        ::getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
    if (named == 0) result.addresses.emplace_back(text.data());
  }
  if (result.addresses.empty()) result.error = "the host name has no address";
  return result;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text.append(text.empty() ? "" : ", ").append(part);
  return text;
}

std::string network_remedy(const std::string& setting) {
  return "check that the server listens there, " + setting + ", and the firewalls between";
}

}  // namespace

StepFinding out_of_time(const std::string& awaited, const std::string& remedy, const Patience& patience) {
  return failed(awaited + " within " + format_duration(patience.limit), remedy, Lasting::no);
}

StepFinding interrupted() { return failed("interrupted", "run it again", Lasting::no); }

Resolved resolve(const std::string& host, const std::string& setting, const Patience& patience) {
  const StepTime time(patience);
  const std::string remedy = "check " + setting + " and this machine's name servers";
  const auto found = call_blocking<Lookup>(time, [host] { return look_up(host); });
  if (!found) {
    return {{}, time.is_stopped() ? interrupted() : out_of_time("no answer for `" + host + "`", remedy, patience)};
  }
  if (!found->error.empty()) {
    return {{}, failed("cannot resolve the host name `" + host + "`: " + found->error, remedy, Lasting::no)};
  }
  const bool is_numeric = found->addresses.size() == 1 && found->addresses.front() == host;
  return {found->addresses, ok(is_numeric ? "is an address" : joined(found->addresses))};
}

Opening advance(Transport& transport, const StepTime& time) {
  while (true) {
    const auto progress = transport.advance();
    if (progress == Transport::Progress::ready) return Opening::ready;
    if (progress == Transport::Progress::failed) return Opening::failed;
    const short events = progress == Transport::Progress::wants_read ? POLLIN : POLLOUT;
    switch (time.wait(transport.fd(), events)) {
      case Waited::ready: break;
      case Waited::deadline: return Opening::deadline;
      case Waited::stopped: return Opening::stopped;
    }
  }
}

Opened open_tcp(const std::vector<std::string>& addresses, std::uint16_t port, const std::string& setting,
                const Patience& patience) {
  const StepTime time(patience);
  std::string causes;
  for (const std::string& address : addresses) {
    const BrokerUrl url{address, port, false};
    auto transport = make_tcp_transport(url);
    const std::string place = address + " port " + std::to_string(port);
    switch (advance(*transport, time)) {
      case Opening::ready: return {std::move(transport), ok("connected to " + place)};
      case Opening::stopped: return {nullptr, interrupted()};
      case Opening::deadline:
        return {nullptr, out_of_time("no answer from " + place, network_remedy(setting), patience)};
      case Opening::failed: break;
    }
    const std::string prefix = url.text() + ": ";
    const std::string& error = transport->error();
    causes.append(causes.empty() ? "" : ", ").append(place).append(": ");
    causes.append(error.starts_with(prefix) ? error.substr(prefix.size()) : error);
  }
  return {nullptr, failed(causes, network_remedy(setting), Lasting::no)};
}

}  // namespace sluice
