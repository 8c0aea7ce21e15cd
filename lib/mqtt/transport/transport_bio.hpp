// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "mqtt/transport/transport.hpp"

// OpenSSL's BIO.
struct bio_st;

namespace sluice {

/// What OpenSSL reads from and writes to, and how that went: its own socket BIO would raise SIGPIPE and keep the error
/// to itself.
struct TransportEnd {
  Transport& below;
  bool has_ended = false;  ///< the peer closed its side
  std::string error;       ///< of the last read or write that failed
};

/// A BIO above the transport; null without memory. `end` must outlive it.
bio_st* make_transport_bio(TransportEnd& end);

}  // namespace sluice
