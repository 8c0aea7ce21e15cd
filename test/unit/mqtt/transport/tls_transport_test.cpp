// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/tls_transport.hpp"

#include <poll.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <future>

#include "mqtt/outbox.hpp"
#include "support/tls_front.hpp"
#include "support/tls_server.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using test::CertificateAuthority;

struct NoEvents final : EventSink {
  void emit(const Event&) override {}
};

void wait_for(int fd, short events) {
  pollfd waiting{fd, events, 0};
  REQUIRE(::poll(&waiting, 1, 10'000) == 1);
}

/// A transport to a TLS server, behind which the test has a plain socket.
struct Line {
  CertificateAuthority authority{"ca"};
  test::Listener upstream;
  test::TlsFront front{upstream.port(), {.identity = authority.issue("server", {.common_name = "server"})}};
  NoEvents events;
  std::unique_ptr<TlsContext> tls;
  std::unique_ptr<Transport> transport;
  test::Stream server;

  Line() {
    MqttTlsConfig config;
    config.files.ca = authority.path();
    auto made = TlsContext::create(config, events);
    REQUIRE(made);
    tls = std::move(*made);
    transport = make_transport_factory(tls.get())({"localhost", front.port(), true});
    using Progress = Transport::Progress;
    for (Progress progress = transport->advance(); progress != Progress::ready; progress = transport->advance()) {
      CAPTURE(transport->error());
      REQUIRE(progress != Progress::failed);
      wait_for(transport->fd(), progress == Progress::wants_read ? POLLIN : POLLOUT);
    }
    auto accepted = upstream.accept(10s);
    REQUIRE(accepted);
    server = std::move(*accepted);
  }

  /// Reads by `piece` bytes until so many are there or the stream ends; as the relay does it, pending bytes first.
  std::string read(std::size_t count, std::size_t piece) {
    std::string all;
    std::string buffer(piece, '\0');
    while (all.size() < count) {
      if (!transport->has_pending()) wait_for(transport->fd(), POLLIN);
      const IoResult result = transport->read(buffer.data(), buffer.size());
      if (result.kind == IoResult::Kind::would_block) continue;
      if (result.kind != IoResult::Kind::moved) break;
      all.append(buffer, 0, result.bytes);
    }
    return all;
  }
};

/// A TLS server whose stream ends after so many bytes.
class CutServer final : public Transport {
 public:
  CutServer(const test::Identity& identity, bool only_1_2, std::size_t bytes, IoResult::Kind end)
      : server_(identity, only_1_2), left_(bytes), end_(end) {}

  Progress advance() override { return Progress::ready; }
  int fd() const override { return -1; }
  const std::string& error() const override { return no_error_; }
  void shutdown_write() override {}

  IoResult read(char* data, std::size_t size) override {
    if (left_ == 0) return {end_, 0, end_ == IoResult::Kind::failed ? "reset" : ""};
    const std::size_t count = std::min({size, left_, answer_.size()});
    if (count == 0) return {};
    answer_.copy(data, count);
    answer_.erase(0, count);
    left_ -= count;
    return {IoResult::Kind::moved, count, {}};
  }
  IoResult write(const char* data, std::size_t size) override {
    answer_ += server_.answer({data, size});
    return {IoResult::Kind::moved, size, {}};
  }

 private:
  test::TlsServer server_;
  std::string answer_;
  std::size_t left_;
  IoResult::Kind end_;
  std::string no_error_;
};

/// A TLS server that wants a client certificate, refuses a client without one by an alert, and takes no more bytes.
class RefusingServer final : public Transport {
 public:
  explicit RefusingServer(const test::Identity& identity) : server_(identity, false) { server_.demand_certificate(); }

  Progress advance() override { return Progress::ready; }
  int fd() const override { return -1; }
  const std::string& error() const override { return no_error_; }
  void shutdown_write() override {}

  IoResult read(char* data, std::size_t size) override {
    const std::size_t count = answer_.copy(data, size);
    answer_.erase(0, count);
    return count > 0 ? IoResult{IoResult::Kind::moved, count, {}} : IoResult{};
  }
  IoResult write(const char* data, std::size_t size) override {
    if (is_closed) return {IoResult::Kind::failed, 0, "Connection reset by peer"};
    answer_ += server_.answer({data, size});
    return {IoResult::Kind::moved, size, {}};
  }

  bool is_closed = false;

 private:
  test::TlsServer server_;
  std::string answer_;
  std::string no_error_;
};

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i * 7 % 26 + i / 1'000 % 5);
  return text;
}

TEST_CASE("what is written while the peer does not read arrives whole once it does") {
  Line line;
  const std::string block = pattern(150'000);
  const auto write = [&](const char* data, std::size_t size) { return line.transport->write(data, size); };
  Outbox outbox;
  std::string sent;
  IoResult result;
  // As long as buffers on the way take it, then some more.
  for (std::size_t blocked = 0; blocked < 3; blocked += result.kind == IoResult::Kind::would_block ? 1U : 0U) {
    REQUIRE(sent.size() < 100'000'000);
    outbox.bytes().append(block);
    sent += block;
    result = outbox.flush(write);
    REQUIRE(result.kind != IoResult::Kind::failed);
  }
  auto received = std::async(std::launch::async, [&] {
    std::string all;
    while (all.size() < sent.size()) {
      const auto bytes = line.server.receive(10s);
      if (!bytes || bytes->empty()) break;
      all += *bytes;
    }
    return all;
  });
  while (!outbox.empty()) {
    wait_for(line.transport->fd(), POLLOUT);
    REQUIRE(outbox.flush(write).kind != IoResult::Kind::failed);
  }
  CHECK((received.get() == sent));
}

TEST_CASE("what is read by any piece is whole and its end is told after it") {
  Line line;
  const std::string sent = pattern(300'000);
  const std::size_t piece = GENERATE(97U, 5'000U, 16'384U, 65'536U);
  auto sending = std::async(std::launch::async, [&] { return line.server.send(sent); });
  CHECK(line.read(sent.size(), piece) == sent);
  CHECK(sending.get());
  line.server.close();
  CHECK(line.read(1, piece).empty());
  char byte = 0;
  CHECK(line.transport->read(&byte, 1).kind == IoResult::Kind::ended);
  CHECK_FALSE(line.transport->is_untrusted());
}

TEST_CASE("a handshake that is cut at any byte is told as such and blames no certificate") {
  const bool only_1_2 = GENERATE(false, true);
  const auto end = GENERATE(IoResult::Kind::ended, IoResult::Kind::failed);
  const CertificateAuthority authority("ca");
  const test::Identity identity = authority.issue("server", {.common_name = "server"});
  NoEvents events;
  MqttTlsConfig config;
  config.files.ca = authority.path();
  const auto tls = TlsContext::create(config, events);
  REQUIRE(tls);
  const std::string text =
      "mqtts://localhost:8883: the connection was closed within the TLS handshake; there may be no TLS at this port "
      "(`mqtt://`), or what listens there refuses us without a word: its log says why";
  std::size_t cuts = 0;
  for (; cuts < 10'000; ++cuts) {
    const auto transport = make_tls_transport(std::make_unique<CutServer>(identity, only_1_2, cuts, end),
                                              {"localhost", 8883, true}, **tls);
    const Transport::Progress progress = transport->advance();
    if (progress == Transport::Progress::ready) break;
    CAPTURE(cuts);
    REQUIRE(progress == Transport::Progress::failed);
    REQUIRE(transport->error() == text + (end == IoResult::Kind::failed ? " (reset)" : ""));
    REQUIRE_FALSE(transport->is_untrusted());
  }
  // Beyond them the handshake comes to its end: these were all of its bytes.
  CHECK(cuts > 500);
  CHECK(cuts < 10'000);
}

TEST_CASE("a write that fails is told with the alert that came before it") {
  const CertificateAuthority authority("ca");
  NoEvents events;
  MqttTlsConfig config;
  config.files.ca = authority.path();
  const auto tls = TlsContext::create(config, events);
  REQUIRE(tls);
  auto server = std::make_unique<RefusingServer>(authority.issue("server", {.common_name = "server"}));
  RefusingServer& broker = *server;
  const auto transport = make_tls_transport(std::move(server), {"localhost", 8883, true}, **tls);
  REQUIRE(transport->advance() == Transport::Progress::ready);
  broker.is_closed = true;
  const IoResult result = transport->write("x", 1);
  CHECK(result.kind == IoResult::Kind::failed);
  CHECK(result.error ==
        "the broker demands a client certificate (TLS alert 116, certificate required); set `mqtt.tls.certificate` and "
        "`mqtt.tls.key`");
  CHECK(transport->is_untrusted());
}

TEST_CASE("a transport that never came about and one within its handshake may be dropped") {
  const CertificateAuthority authority("ca");
  NoEvents events;
  MqttTlsConfig config;
  config.files.ca = authority.path();
  const auto tls = TlsContext::create(config, events);
  REQUIRE(tls);
  const test::Listener silent;
  const auto transport = make_transport_factory(tls->get())({"127.0.0.1", silent.port(), true});
  CHECK(transport->advance() == Transport::Progress::wants_write);
  wait_for(transport->fd(), POLLOUT);
  CHECK(transport->advance() == Transport::Progress::wants_read);
  CHECK_FALSE(transport->has_pending());
}

}  // namespace
}  // namespace sluice
