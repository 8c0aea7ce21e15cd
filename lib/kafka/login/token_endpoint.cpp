// SPDX-License-Identifier: Apache-2.0
// The only place that has cpp-httplib ask. Its time limits count from one byte to the next: who calls must not mind.
#include "kafka/login/token_endpoint.hpp"

#include <fcntl.h>
#include <httplib.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>

#include <cctype>
#include <memory>

#include "config/secret_source.hpp"

namespace sluice {

namespace {

constexpr std::chrono::seconds connect_time{5};
constexpr std::chrono::seconds answer_time{10};
constexpr std::size_t answer_bytes_max = 1U << 20U;

/// application/x-www-form-urlencoded: RFC 6749 wants it of the body, and of both parts of the Basic credentials
/// (2.3.1).
std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string to;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) != std::string_view::npos) {
      to += c;
    } else {
      to += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
    }
  }
  return to;
}

/// The certificate's fault in OpenSSL's words; none of the chain: then it is of another host.
std::string certificate_fault(const httplib::ClientImpl& client, const HttpUrl& url) {
  const long code = static_cast<const httplib::SSLClient&>(client).get_openssl_verify_result();
  return code == X509_V_OK ? "it is not for " + url.host : X509_verify_cert_error_string(code);
}

/// The library names its errors by a word.
std::string no_answer(httplib::Error error, const httplib::ClientImpl& client, const HttpUrl& url) {
  const std::string remedy = "; check kafka.sasl.token_endpoint and the network";
  switch (error) {
    case httplib::Error::SSLServerVerification:
      return "its certificate is refused: " + certificate_fault(client, url) +
             "; check kafka.sasl.token_ca, or renew the certificate";
    case httplib::Error::SSLLoadingCerts: return "the CA cannot be read; check kafka.sasl.token_ca";
    case httplib::Error::SSLConnection: return "there is no TLS" + remedy;
    case httplib::Error::Connection: return "it cannot be reached" + remedy;
    case httplib::Error::ConnectionTimeout: return "it cannot be reached within 5 s" + remedy;
    case httplib::Error::Read: return "no whole answer, or none within 10 s" + remedy;
    case httplib::Error::Canceled: return "the answer is larger than 1 MiB" + remedy;
    default: return "no answer (" + httplib::to_string(error) + ')' + remedy;
  }
}

httplib::Request make_request(const KafkaSaslConfig& config, const Secret& secret, std::string& body) {
  httplib::Request request;
  request.method = "POST";
  request.path = config.token_endpoint->target;
  request.headers = {{"Accept", "application/json"},
                     {"Content-Type", "application/x-www-form-urlencoded"},
                     httplib::make_basic_authentication_header(encoded(config.client_id), encoded(secret.reveal()))};
  request.body = "grant_type=client_credentials" + (config.scope.empty() ? "" : "&scope=" + encoded(config.scope));
  request.content_receiver = [&body](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    body.append(data, size);
    return body.size() <= answer_bytes_max;
  };
  return request;
}

}  // namespace

void Interruption::watch(int socket) {
  const std::lock_guard lock(mutex_);
  socket_ = UniqueFd(::fcntl(socket, F_DUPFD_CLOEXEC, 0));
  if (is_over_) ::shutdown(socket, SHUT_RDWR);
}

void Interruption::interrupt() {
  const std::lock_guard lock(mutex_);
  is_over_ = true;
  if (socket_) ::shutdown(socket_.get(), SHUT_RDWR);
}

Result<OauthToken> fetch_token(const KafkaSaslConfig& config, Interruption& interruption) {
  const HttpUrl& url = *config.token_endpoint;
  const auto secret = value_now(config.client_secret_source, *config.client_secret);
  if (!secret) return failure("kafka.sasl.client_secret: " + secret.error() + "; make it readable");

  const std::unique_ptr<httplib::ClientImpl> client = url.tls
                                                          ? std::make_unique<httplib::SSLClient>(url.host, url.port)
                                                          : std::make_unique<httplib::ClientImpl>(url.host, url.port);
  client->set_socket_options([&interruption](int socket) { interruption.watch(socket); });
  client->set_connection_timeout(connect_time);
  client->set_read_timeout(answer_time);
  client->set_write_timeout(answer_time);
  if (!config.token_ca.empty()) client->set_ca_cert_path(config.token_ca);
  std::string body;
  const auto result = client->send(make_request(config, *secret, body));
  const std::string where = "kafka.sasl.token_endpoint " + url.text();
  if (!result) return failure(where + ": " + no_answer(result.error(), *client, url));
  if (result->status == 200) {
    return read_token_answer(body, config.client_id, std::chrono::system_clock::now())
        .map_error(
            [&](const std::string& cause) { return where + ": " + cause + "; check kafka.sasl.token_endpoint"; });
  }
  const std::string refusal = refusal_in(body, {secret->reveal(), encoded(secret->reveal())});
  return failure(where + " answered " + std::to_string(result->status) + (refusal.empty() ? "" : ", " + refusal) +
                 "; check it, and kafka.sasl.client_id, client_secret and scope");
}

}  // namespace sluice
