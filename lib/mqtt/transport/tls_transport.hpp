// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "mqtt/transport/tls_context.hpp"
#include "mqtt/transport/transport.hpp"

namespace sluice {

/// TLS above another transport: handshake, check of the broker's certificate for its CA, its time and its name. The
/// transport reads as many records as the buffer takes; `has_pending` tells of the rest. `tls` must outlive it.
std::unique_ptr<Transport> make_tls_transport(std::unique_ptr<Transport> below, const BrokerUrl& url, TlsContext& tls);

/// Plain TCP, or TLS above it, as the address says. `tls` is null where no address asks for TLS, and must outlive the
/// factory and its transports.
TransportFactory make_transport_factory(TlsContext* tls);

}  // namespace sluice
