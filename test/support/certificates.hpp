// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "support/temp_dir.hpp"

// OpenSSL's X509 and EVP_PKEY.
struct x509_st;
struct evp_pkey_st;

namespace sluice::test {

/// What a certificate is to say.
struct CertificateWish {
  std::string common_name;
  std::vector<std::string> names = {"DNS:localhost", "IP:127.0.0.1"};  ///< subjectAltName; empty: none
  std::chrono::hours begin{-24};                                       ///< from now
  std::chrono::hours end{24 * 365};                                    ///< from now; may be in the past
  std::string key_password{};                                          ///< empty: the key is not encrypted
};

/// Paths of PEM files.
struct Identity {
  std::string certificate;
  std::string key;
};

/// A CA of the test's own, with a fresh key. Makes certificates (P-256) into its folder. Throws std::runtime_error.
class CertificateAuthority {
 public:
  explicit CertificateAuthority(const std::string& common_name, std::chrono::hours end = std::chrono::hours(24 * 365));
  ~CertificateAuthority();
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;

  /// The CA's own certificate.
  const std::string& path() const { return path_; }
  /// `name` is that of the files: `<name>.pem`, `<name>.key`; those of an earlier call are replaced.
  Identity issue(const std::string& name, const CertificateWish& wish) const;
  /// The same, signed by itself and not by this CA.
  Identity issue_self_signed(const std::string& name, const CertificateWish& wish) const;

 private:
  Identity write(const std::string& name, x509_st* certificate, evp_pkey_st* key, const std::string& password) const;

  TempDir folder_;
  std::unique_ptr<evp_pkey_st, void (*)(evp_pkey_st*)> key_;
  std::unique_ptr<x509_st, void (*)(x509_st*)> certificate_;
  std::string path_;
};

}  // namespace sluice::test
