// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/host_lookup.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace sluice {

namespace {

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  // A zone follows a link-local address.
  const std::string address = host.substr(0, host.find('%'));
  return ::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
}

/// Of the process: a name is asked for by all its connections. The threads do not touch it, they may outlive it.
struct Pending {
  std::mutex mutex;
  std::map<std::pair<std::string, std::uint16_t>, std::weak_ptr<HostLookup>> lookups;  ///< guarded by mutex
};

Pending& pending() {
  static Pending all;
  return all;
}

}  // namespace

HostLookup::HostLookup(std::string host, std::uint16_t port)
    : host_(std::move(host)), port_(port), signal_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

std::shared_ptr<const HostLookup> HostLookup::begin(const std::string& host, std::uint16_t port) {
  if (is_address(host)) {
    auto lookup = std::make_shared<HostLookup>(host, port);
    lookup->ask();
    return lookup;
  }
  Pending& all = pending();
  const std::lock_guard lock(all.mutex);
  std::erase_if(all.lookups, [](const auto& entry) {
    const auto lookup = entry.second.lock();
    return !lookup || lookup->is_answered();
  });
  std::weak_ptr<HostLookup>& known = all.lookups[{host, port}];
  auto lookup = known.lock();
  if (lookup) return lookup;
  lookup = std::make_shared<HostLookup>(host, port);
  known = lookup;
  start(lookup);
  return lookup;
}

void HostLookup::start(const std::shared_ptr<HostLookup>& lookup) {
  if (!lookup->signal_) return lookup->answer(std::strerror(errno));
  try {
    std::thread([lookup] { lookup->ask(); }).detach();
  } catch (const std::system_error& error) {
    lookup->answer(error.code().message());
  }
}

void HostLookup::ask() {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = lookup_flags(host_);
  addrinfo* list = nullptr;
  const int code = ::getaddrinfo(host_.c_str(), std::to_string(port_).c_str(), &hints, &list);
  if (code != 0) return answer(code == EAI_SYSTEM ? std::strerror(errno) : ::gai_strerror(code));
  addresses_.reset(list);
  answer("");
}

void HostLookup::answer(std::string error) {
  error_ = std::move(error);
  answered_.store(true, std::memory_order_release);
  if (signal_) ::eventfd_write(signal_.get(), 1);
}

int lookup_flags(const std::string& host) { return is_address(host) || host == "localhost" ? 0 : AI_ADDRCONFIG; }

}  // namespace sluice
