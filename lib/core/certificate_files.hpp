// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/secret.hpp"

// OpenSSL's X509 and EVP_PKEY.
struct x509_st;
struct evp_pkey_st;

namespace sluice {

struct CertificateFree {
  void operator()(x509_st* certificate) const;
};
using Certificate = std::unique_ptr<x509_st, CertificateFree>;

struct PrivateKeyFree {
  void operator()(evp_pkey_st* key) const;
};
using PrivateKey = std::unique_ptr<evp_pkey_st, PrivateKeyFree>;

/// Paths of PEM files; an empty one: none.
struct CertificateFiles {
  std::string ca;
  std::string certificate;  ///< ours, and behind it those that lead to its CA
  std::string key;          ///< may be the same file
  std::optional<Secret> key_password;
};

/// What the files hold.
struct Certificates {
  std::vector<Certificate> ca;
  std::vector<Certificate> chain;  ///< ours first
  PrivateKey key;
};

/// What is wrong with one of the files. Both texts may be printed.
struct CertificateFault {
  std::string setting;  ///< the member of CertificateFiles at fault: `ca`, `certificate`, `key`, `key_password`
  std::string text;
  std::string hint;
};

/// Reads and checks the files (PEM_read_bio_X509, PEM_read_bio_PrivateKey): all that is wrong with them at once, also
/// a certificate without key, a key without certificate, and a key of another certificate.
tl::expected<Certificates, std::vector<CertificateFault>> read_certificates(const CertificateFiles& files);

/// Changes when one of the files or the password does; also when a link to a file is exchanged, as Kubernetes does it.
/// Holds the password.
std::string stamp_of(const CertificateFiles& files);

/// One text of all that is wrong, with `section` in front of each setting: `kafka.tls.key: ...; hint`.
std::string text_of(const std::vector<CertificateFault>& faults, const std::string& section);

/// `O=Plant,CN=broker`, without control characters.
std::string subject_of(const x509_st& certificate);
std::string issuer_of(const x509_st& certificate);
std::chrono::system_clock::time_point begin_of(const x509_st& certificate);
std::chrono::system_clock::time_point end_of(const x509_st& certificate);
/// The DNS names and addresses that it is for (subjectAltName), else its common name; at most eight.
std::vector<std::string> names_of(const x509_st& certificate);

/// `2026-01-31T23:59:59Z`.
std::string utc_text(std::chrono::system_clock::time_point time);

}  // namespace sluice
