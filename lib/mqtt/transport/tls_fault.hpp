// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// OpenSSL's.
struct x509_store_ctx_st;

namespace sluice {

/// Why TLS failed. `is_untrusted`: by a certificate, the broker's or ours, or because both sides share no terms, so
/// that the next try meets the same; else by the network.
struct TlsFault {
  std::string text;
  bool is_untrusted = false;
};

/// What was asked of the broker's certificate, for the texts.
struct TlsExpectation {
  std::string name;   ///< host or address that it must be for
  std::string store;  ///< what is trusted: "`mqtt.tls.ca` (ca.pem)", "the system's store"
};

/// Which check of the broker's certificate has failed, with its subject (X509_STORE_CTX_get_error).
std::string verification_text(const x509_store_ctx_st& store, const TlsExpectation& expected);

/// What OpenSSL's error queue says; empties it. `is_opening`: within the handshake.
TlsFault fault_of_queue(bool is_opening);

}  // namespace sluice
