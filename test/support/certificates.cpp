// SPDX-License-Identifier: Apache-2.0
#include "support/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>

namespace sluice::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using X509Ptr = std::unique_ptr<X509, void (*)(X509*)>;

void require(bool success, const char* what) {
  if (!success) throw std::runtime_error(std::string("OpenSSL cannot ") + what);
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  require(key != nullptr, "make a key");
  return key;
}

void add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()), &X509_EXTENSION_free);
  require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "add an extension");
}

X509Ptr make_certificate(const CertificateWish& wish, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key, bool is_ca) {
  X509Ptr certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), 2);
  std::uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1U);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), std::chrono::seconds(wish.begin).count());
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), std::chrono::seconds(wish.end).count());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wish.common_name.c_str()), -1, -1, 0);
  X509* const signer = issuer != nullptr ? issuer : certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer));
  X509_set_pubkey(certificate.get(), key);
  add_extension(certificate.get(), signer, NID_basic_constraints, is_ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
  std::string names;
  for (const std::string& name : wish.names) names += (names.empty() ? "" : ",") + name;
  if (!is_ca && !names.empty()) add_extension(certificate.get(), signer, NID_subject_alt_name, names);
  require(X509_sign(certificate.get(), issuer_key, EVP_sha256()) > 0, "sign a certificate");
  return certificate;
}

std::unique_ptr<FILE, int (*)(FILE*)> open_file(const std::string& path) {
  std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "w"), &std::fclose);
  if (!file) throw std::runtime_error("cannot write " + path);
  return file;
}

}  // namespace

CertificateAuthority::CertificateAuthority(const std::string& common_name, std::chrono::hours end)
    : key_(make_key()),
      certificate_(make_certificate({.common_name = common_name, .names = {}, .end = end}, key_.get(), nullptr,
                                    key_.get(), true)),
      path_(write("ca", certificate_.get(), key_.get(), {}).certificate) {}

CertificateAuthority::~CertificateAuthority() = default;

Identity CertificateAuthority::issue(const std::string& name, const CertificateWish& wish) const {
  const Key key = make_key();
  const X509Ptr certificate = make_certificate(wish, key.get(), certificate_.get(), key_.get(), false);
  return write(name, certificate.get(), key.get(), wish.key_password);
}

Identity CertificateAuthority::issue_self_signed(const std::string& name, const CertificateWish& wish) const {
  const Key key = make_key();
  const X509Ptr certificate = make_certificate(wish, key.get(), nullptr, key.get(), false);
  return write(name, certificate.get(), key.get(), wish.key_password);
}

Identity CertificateAuthority::write(const std::string& name, x509_st* certificate, evp_pkey_st* key,
                                     const std::string& password) const {
  const Identity files{(folder_.path() / (name + ".pem")).string(), (folder_.path() / (name + ".key")).string()};
  // Written beside and moved, as whoever renews certificates should: nobody reads half a file.
  require(PEM_write_X509(open_file(files.certificate + ".new").get(), certificate) == 1, "write a certificate");
  const EVP_CIPHER* const cipher = password.empty() ? nullptr : EVP_aes_256_cbc();
  require(PEM_write_PKCS8PrivateKey(open_file(files.key + ".new").get(), key, cipher, password.data(),
                                    static_cast<int>(password.size()), nullptr, nullptr) == 1,
          "write a key");
  for (const std::string& path : {files.key, files.certificate}) std::filesystem::rename(path + ".new", path);
  return files;
}

}  // namespace sluice::test
