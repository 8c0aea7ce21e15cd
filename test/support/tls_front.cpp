// SPDX-License-Identifier: Apache-2.0
#include "support/tls_front.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace sluice::test {
namespace {

constexpr Milliseconds turn{20};

using SslContext = std::shared_ptr<SSL_CTX>;
using Ssl = std::unique_ptr<SSL, void (*)(SSL*)>;

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned offered_size, void* wanted) {
  const auto& name = *static_cast<const std::string*>(wanted);
  for (unsigned at = 0; at < offered_size; at += 1U + offered[at]) {
    if (std::string(reinterpret_cast<const char*>(offered + at + 1), offered[at]) != name) continue;
    *chosen = offered + at + 1;
    *size = offered[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

SslContext make_context(TlsFrontPlan& plan) {
  SslContext context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  bool good = SSL_CTX_use_certificate_chain_file(context.get(), plan.identity.certificate.c_str()) == 1 &&
              SSL_CTX_use_PrivateKey_file(context.get(), plan.identity.key.c_str(), SSL_FILETYPE_PEM) == 1;
  if (plan.only_1_2) SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  if (!plan.client_ca.empty()) {
    good = good && SSL_CTX_load_verify_file(context.get(), plan.client_ca.c_str()) == 1;
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  if (!plan.alpn.empty()) SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, &plan.alpn);
  if (!good) throw std::runtime_error("OpenSSL cannot serve with " + plan.identity.certificate);
  return context;
}

std::string subject_of(SSL* ssl) {
  const X509* const shown = SSL_get0_peer_certificate(ssl);
  if (shown == nullptr) return {};
  std::array<char, 256> text{};
  X509_NAME_oneline(X509_get_subject_name(shown), text.data(), static_cast<int>(text.size()));
  return text.data();
}

bool send_all(SSL* ssl, const std::string& bytes) {
  std::size_t sent = 0;
  return bytes.empty() || SSL_write_ex(ssl, bytes.data(), bytes.size(), &sent) == 1;
}

/// Passes on what is there in both directions; false at the end of one.
bool forward(SSL* ssl, int client_fd, Stream& upstream) {
  std::array<pollfd, 2> waits{{{client_fd, POLLIN, 0}, {upstream.fd(), POLLIN, 0}}};
  if (SSL_pending(ssl) == 0 && ::poll(waits.data(), waits.size(), static_cast<int>(turn.count())) <= 0) return true;
  if (SSL_pending(ssl) > 0 || waits[0].revents != 0) {
    std::string bytes(16384, '\0');
    std::size_t count = 0;
    if (SSL_read_ex(ssl, bytes.data(), bytes.size(), &count) != 1) return false;
    if (!upstream.send(bytes.substr(0, count))) return false;
  }
  if (waits[1].revents == 0) return true;
  const auto bytes = upstream.receive(Milliseconds{0});
  if (!bytes) return true;
  return !bytes->empty() && send_all(ssl, *bytes);
}

}  // namespace

TlsFront::TlsFront(std::uint16_t upstream_port, TlsFrontPlan plan)
    : upstream_port_(upstream_port), plan_(std::move(plan)), context_(make_context(plan_)) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to its socket without MSG_NOSIGNAL
  thread_ = std::thread([this] { run(); });
}

TlsFront::~TlsFront() {
  stop_ = true;
  thread_.join();
  for (std::thread& connection : connections_) connection.join();
}

void TlsFront::show(const Identity& identity) {
  const std::lock_guard lock(mutex_);
  plan_.identity = identity;
  context_ = make_context(plan_);
}

std::string TlsFront::asked_name() const {
  const std::lock_guard lock(mutex_);
  return asked_name_;
}

std::string TlsFront::client_subject() const {
  const std::lock_guard lock(mutex_);
  return client_subject_;
}

void TlsFront::run() {
  while (!stop_) {
    auto client = listener_.accept(turn);
    if (!client) continue;
    connections_.emplace_back([this, stream = std::move(*client)]() mutable { serve(std::move(stream)); });
  }
}

void TlsFront::serve(Stream client) {
  SslContext context;
  {
    const std::lock_guard lock(mutex_);
    context = context_;
  }
  // A client that says nothing is not waited for.
  const timeval limit{5, 0};
  ::setsockopt(client.fd(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  const Ssl ssl(SSL_new(context.get()), &SSL_free);
  SSL_set_fd(ssl.get(), client.fd());
  const bool accepted = SSL_accept(ssl.get()) == 1;
  const char* const name = SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name);
  {
    const std::lock_guard lock(mutex_);
    asked_name_ = name != nullptr ? name : "";
    client_subject_ = subject_of(ssl.get());
  }
  if (accepted) {
    ++handshakes_;
    try {
      Stream upstream = Stream::connect(upstream_port_);
      while (!stop_ && forward(ssl.get(), client.fd(), upstream)) {
      }
    } catch (const std::system_error&) {
      // what stands behind is away: the client sees its connection end
    }
    SSL_shutdown(ssl.get());
  }
  ERR_clear_error();
  client.shut_write();
  // What the client still sends is read: an alert must not be lost to a reset.
  while (!stop_) {
    const auto rest = client.receive(turn);
    if (rest && rest->empty()) return;
  }
}

}  // namespace sluice::test
