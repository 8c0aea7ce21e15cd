// SPDX-License-Identifier: Apache-2.0
#include "mqtt/loopback_listener.hpp"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

namespace sluice {

namespace {

using NameOf = int (*)(int, sockaddr*, socklen_t*);

std::optional<sockaddr_in> name_of(int fd, NameOf which) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  auto* const address = reinterpret_cast<sockaddr*>(&storage);
  if (which(fd, address, &size) != 0 || storage.ss_family != AF_INET) return std::nullopt;
  return *reinterpret_cast<const sockaddr_in*>(&storage);
}

bool same(const std::optional<sockaddr_in>& a, const std::optional<sockaddr_in>& b) {
  return a && b && a->sin_port == b->sin_port && a->sin_addr.s_addr == b->sin_addr.s_addr;
}

/// Whether some descriptor of this process is the other end of `accepted`.
bool is_our_own(int accepted) {
  const auto peer = name_of(accepted, ::getpeername);
  const auto local = name_of(accepted, ::getsockname);
  struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
  };
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir("/proc/self/fd"));
  if (!directory) return false;
  // readdir is safe here: the stream is ours alone.
  while (const dirent* entry = ::readdir(directory.get())) {  // NOLINT(concurrency-mt-unsafe)
    char* end = nullptr;
    const long fd = std::strtol(entry->d_name, &end, 10);
    if (end == entry->d_name || *end != '\0') continue;
    const int candidate = static_cast<int>(fd);
    if (same(name_of(candidate, ::getsockname), peer) && same(name_of(candidate, ::getpeername), local)) return true;
  }
  return false;
}

}  // namespace

Result<std::unique_ptr<LoopbackListener>> LoopbackListener::open() {
  UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!listener || ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener.get(), 1) != 0) {
    return failure(std::string("cannot listen on 127.0.0.1 for the MQTT library: ") + std::strerror(errno) +
                   "; check the limit of open files (ulimit -n)");
  }
  const auto bound = name_of(listener.get(), ::getsockname);
  if (!bound) return failure(std::string("cannot ask for the port of a listener: ") + std::strerror(errno));
  return std::unique_ptr<LoopbackListener>(new LoopbackListener(std::move(listener), ntohs(bound->sin_port)));
}

LoopbackListener::Accepted LoopbackListener::accept() {
  UniqueFd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket) return {};
  if (!is_our_own(socket.get())) return {UniqueFd(), true};
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {std::move(socket), false};
}

}  // namespace sluice
