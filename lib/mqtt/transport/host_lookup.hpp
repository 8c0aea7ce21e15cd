// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netdb.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "core/unique_fd.hpp"

namespace sluice {

/// The addresses of a host. getaddrinfo blocks for as long as a name server does not answer, half a minute and more,
/// and nothing can interrupt it: so names are looked up by a thread of the lookup's own. It is never waited for. Who
/// has lost interest drops the lookup; the thread ends when the resolver lets it.
class HostLookup {
 public:
  /// Does not block. An address is answered at once, without a thread. A name that is being looked up already, for
  /// another connection or for an attempt that did not wait for it, is not asked for twice: there are never more
  /// threads than names. From any thread.
  static std::shared_ptr<const HostLookup> begin(const std::string& host, std::uint16_t port);

  HostLookup(std::string host, std::uint16_t port);
  HostLookup(const HostLookup&) = delete;
  HostLookup& operator=(const HostLookup&) = delete;

  bool is_answered() const { return answered_.load(std::memory_order_acquire); }
  /// Readable once it is answered, and for good; not to be read.
  int fd() const { return signal_.get(); }

  // Both: once it is answered.
  /// In the resolver's order; null with an error.
  const addrinfo* addresses() const { return addresses_.get(); }
  /// The cause alone; empty: found.
  const std::string& error() const { return error_; }

 private:
  struct FreeAddresses {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
  };

  static void start(const std::shared_ptr<HostLookup>& lookup);
  void ask();
  void answer(std::string error);

  const std::string host_;
  const std::uint16_t port_;
  UniqueFd signal_;
  std::unique_ptr<addrinfo, FreeAddresses> addresses_;  ///< this and the error: written before `answered_`, never after
  std::string error_;
  std::atomic<bool> answered_ = false;
};

/// `ai_flags` of getaddrinfo for a host: AI_ADDRCONFIG for names, lest a machine without IPv6 asks for its addresses.
/// Not where an address was meant: with it glibc refuses 127.0.0.1 in a pod of an IPv6-only cluster, and ::1 where the
/// network is IPv4.
int lookup_flags(const std::string& host);

}  // namespace sluice
