// SPDX-License-Identifier: Apache-2.0
#include "support/tls_server.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <stdexcept>

namespace sluice::test {

TlsServer::TlsServer(const Identity& identity, bool only_1_2)
    : context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free), ssl_(nullptr, &SSL_free) {
  const bool good = SSL_CTX_use_certificate_chain_file(context_.get(), identity.certificate.c_str()) == 1 &&
                    SSL_CTX_use_PrivateKey_file(context_.get(), identity.key.c_str(), SSL_FILETYPE_PEM) == 1 &&
                    SSL_CTX_set_max_proto_version(context_.get(), only_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION) == 1;
  if (!good) throw std::runtime_error("OpenSSL cannot serve with " + identity.certificate);
  ssl_.reset(SSL_new(context_.get()));
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
}

TlsServer::~TlsServer() = default;

void TlsServer::demand_certificate() {
  SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

std::string TlsServer::answer(std::string_view bytes) {
  std::size_t count = 0;
  BIO_write_ex(SSL_get_rbio(ssl_.get()), bytes.data(), bytes.size(), &count);
  SSL_accept(ssl_.get());
  ERR_clear_error();
  std::string answer;
  std::array<char, 4096> buffer{};
  while (BIO_read_ex(SSL_get_wbio(ssl_.get()), buffer.data(), buffer.size(), &count) == 1) {
    answer.append(buffer.data(), count);
  }
  return answer;
}

}  // namespace sluice::test
