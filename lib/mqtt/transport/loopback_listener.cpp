// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/loopback_listener.hpp"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

namespace sluice {

namespace {

/// So many are judged by one look at our descriptors.
constexpr std::size_t batch_max = 64;

using NameOf = int (*)(int, sockaddr*, socklen_t*);

std::optional<sockaddr_in> name_of(int fd, NameOf which) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  auto* const address = reinterpret_cast<sockaddr*>(&storage);
  if (which(fd, address, &size) != 0 || storage.ss_family != AF_INET) return std::nullopt;
  return *reinterpret_cast<const sockaddr_in*>(&storage);
}

/// The ports from which sockets of this process are connected to `listener`: no two connections to it have one in
/// common.
std::vector<in_port_t> own_ports(const sockaddr_in& listener) {
  struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
  };
  std::vector<in_port_t> ports;
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir("/proc/self/fd"));
  if (!directory) return ports;
  // readdir is safe here: the stream is ours alone.
  while (const dirent* entry = ::readdir(directory.get())) {  // NOLINT(concurrency-mt-unsafe)
    char* end = nullptr;
    const long fd = std::strtol(entry->d_name, &end, 10);
    if (end == entry->d_name || *end != '\0') continue;
    const auto remote = name_of(static_cast<int>(fd), ::getpeername);
    if (!remote || remote->sin_port != listener.sin_port || remote->sin_addr.s_addr != listener.sin_addr.s_addr)
      continue;
    const auto local = name_of(static_cast<int>(fd), ::getsockname);
    if (local && local->sin_addr.s_addr == listener.sin_addr.s_addr) ports.push_back(local->sin_port);
  }
  return ports;
}

}  // namespace

Result<std::unique_ptr<LoopbackListener>> LoopbackListener::open() {
  UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!listener || ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener.get(), SOMAXCONN) != 0) {
    return failure(std::string("cannot listen on 127.0.0.1 for the MQTT library: ") + std::strerror(errno) +
                   "; check the limit of open files (ulimit -n)");
  }
  const auto bound = name_of(listener.get(), ::getsockname);
  if (!bound) return failure(std::string("cannot ask for the port of a listener: ") + std::strerror(errno));
  return std::unique_ptr<LoopbackListener>(new LoopbackListener(std::move(listener), ntohs(bound->sin_port)));
}

LoopbackListener::Accepted LoopbackListener::accept() {
  std::vector<UniqueFd> waiting;
  while (waiting.size() < batch_max) {
    UniqueFd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) break;
    waiting.push_back(std::move(socket));
  }
  Accepted accepted;
  const auto address = waiting.empty() ? std::nullopt : name_of(listener_.get(), ::getsockname);
  if (!address) return accepted;
  // After the accepting, before the asking for their names: a stranger that goes meanwhile and leaves its port to us
  // has no name any more.
  const std::vector<in_port_t> ports = own_ports(*address);
  for (UniqueFd& socket : waiting) {
    const auto peer = name_of(socket.get(), ::getpeername);
    const bool is_own = peer && peer->sin_addr.s_addr == address->sin_addr.s_addr &&
                        std::find(ports.begin(), ports.end(), peer->sin_port) != ports.end();
    if (!is_own) {
      ++accepted.strangers;
      continue;
    }
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    accepted.socket = std::move(socket);
  }
  return accepted;
}

}  // namespace sluice
