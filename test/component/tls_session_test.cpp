// SPDX-License-Identifier: Apache-2.0
// A session over TLS: what it carries, and what becomes of it when certificates change.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "component/tls_plant.hpp"

namespace sluice::test {
namespace {

using std::chrono::hours;

/// `count` messages of `size` bytes, as one piece of bytes.
std::string burst(std::uint16_t count, std::size_t size) {
  std::string bytes;
  for (std::uint16_t id = 1; id <= count; ++id) bytes += encode(message(id, std::string(size, 'x')));
  return bytes;
}

std::vector<std::uint16_t> ids_up_to(std::uint16_t count) {
  std::vector<std::uint16_t> ids;
  for (std::uint16_t id = 1; id <= count; ++id) ids.push_back(id);
  return ids;
}

}  // namespace

TEST_CASE("a burst of large records is read to its end although nothing follows it") {
  const bool only_1_2 = GENERATE(false, true);
  TlsPlant plant({.common_name = "broker"}, {.identity = {}, .only_1_2 = only_1_2});
  SluiceProcess sluice(plant.file());
  auto session = plant.plant.broker.accept_session();
  sluice.wait_ready();
  // Sizes around those of a TLS record, of the read buffer, and far beyond both.
  for (const std::size_t size : {1U, 900U, 16'370U, 16'384U, 65'500U, 65'536U, 300'000U}) {
    CAPTURE(size);
    const std::uint16_t count = size < 1'000 ? 500 : 20;
    session.peer.send(burst(count, size));
    session.peer.expect_pubacks(ids_up_to(count));
  }
  CHECK(sluice.stop() == 0);
}

TEST_CASE("what TLS has decrypted beyond a full window is read when there is room again") {
  TlsPlant plant;
  SluiceProcess sluice(plant.file().set("mqtt.receive_maximum", "3"));
  auto session = plant.plant.broker.accept_session();
  sluice.wait_ready();
  // More than was allowed, as some brokers do.
  session.peer.send(burst(200, 100));
  session.peer.expect_pubacks(ids_up_to(200));
  CHECK(sluice.stop() == 0);
}

TEST_CASE("the broker is asked by its name and shown our certificate") {
  CertificateAuthority clients("clients ca");
  const Identity me = clients.issue("me", {.common_name = "sluice"});
  TlsPlant plant({.common_name = "broker", .names = {"DNS:broker.example"}},
                 {.identity = {}, .client_ca = clients.path(), .alpn = "mqtt"});
  SluiceProcess sluice(plant.file("127.0.0.1")
                           .set("mqtt.tls.server_name", "broker.example")
                           .set("mqtt.tls.certificate", me.certificate)
                           .set("mqtt.tls.key", me.key));
  plant.plant.broker.accept_session();
  sluice.wait_ready();
  CHECK(plant.front.asked_name() == "broker.example");
  CHECK(plant.front.client_subject() == "/CN=sluice");
}

TEST_CASE("an address is checked as one and no name is sent for it") {
  TlsPlant plant;
  SluiceProcess sluice(plant.file("127.0.0.1"));
  plant.plant.broker.accept_session();
  sluice.wait_ready();
  CHECK(plant.front.asked_name().empty());
}

TEST_CASE("without mqtt.tls.ca the system's store says whom to trust") {
  TlsPlant plant;
  // Where OpenSSL looks instead of the store's usual place. No thread reads the environment yet.
  ::setenv("SSL_CERT_FILE", plant.authority.path().c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  SluiceProcess sluice(plant.file().remove("mqtt.tls.ca"));
  plant.plant.broker.accept_session();
  sluice.wait_ready();
  ::unsetenv("SSL_CERT_FILE");  // NOLINT(concurrency-mt-unsafe)
}

TEST_CASE("a peer that says nothing within the TLS handshake is left for a new connection") {
  TlsPlant plant;
  auto& silent = plant.plant.broker;  // behind the front, and without TLS
  SluiceProcess sluice(
      plant.file().set("mqtt.brokers", "[\"mqtts://127.0.0.1:" + std::to_string(silent.port()) + "\"]"));
  const auto peer = silent.accept();
  sluice.wait_for_log({"event=connection_lost", "no TCP connection and TLS handshake within 15 s"},
                      Milliseconds{30'000});
  silent.accept();
}

TEST_CASE("a graceful stop ends the stream in order after the last PUBACK") {
  TlsPlant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.plant.broker.accept_session();
  sluice.wait_ready();
  session.peer.send(burst(50, 1'000));
  sluice.terminate();
  std::size_t acknowledged = 0;
  while (const auto packet = session.peer.next_packet("PUBACK or DISCONNECT")) {
    if (packet->type() == PacketType::disconnect) break;
    acknowledged += packet->type() == PacketType::puback ? 1U : 0U;
  }
  session.peer.expect_end();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
  CHECK(acknowledged == values_of(plant.plant, acknowledged).size());
}

TEST_CASE("a renewed client certificate is used from the next connection on and the session stays meanwhile") {
  CertificateAuthority clients("clients ca");
  const Identity me = clients.issue("me", {.common_name = "first"});
  TlsPlant plant({.common_name = "broker"}, {.identity = {}, .client_ca = clients.path()});
  SluiceProcess sluice(plant.file().set("mqtt.tls.certificate", me.certificate).set("mqtt.tls.key", me.key));
  auto session = plant.plant.broker.accept_session();
  sluice.wait_ready();
  CHECK(plant.front.client_subject() == "/CN=first");

  clients.issue("me", {.common_name = "second"});
  sluice.wait_for_log({"event=certificates_reloaded", "subject=\"CN=second\""});
  session.peer.send_publish(message(1, "still here")).expect_puback(1);
  CHECK(sluice.process().count_lines("event=connection_lost") == 0);

  session.peer.close();
  plant.plant.broker.accept_session();
  sluice.wait_ready(2);
  CHECK(plant.front.client_subject() == "/CN=second");
}

TEST_CASE("a broken new certificate is told and the old one stays in use") {
  CertificateAuthority clients("clients ca");
  const Identity me = clients.issue("me", {.common_name = "first"});
  TlsPlant plant({.common_name = "broker"}, {.identity = {}, .client_ca = clients.path()});
  SluiceProcess sluice(plant.file().set("mqtt.tls.certificate", me.certificate).set("mqtt.tls.key", me.key));
  auto session = plant.plant.broker.accept_session();
  sluice.wait_ready();
  std::ofstream(me.certificate) << "half a fi";
  sluice.wait_for_log({"event=certificates_unusable",
                       "the certificate files have changed and cannot be used, those read before stay in use: "
                       "mqtt.tls.certificate: the file `" +
                           me.certificate + "` holds no certificate in PEM form"});
  session.peer.close();
  plant.plant.broker.accept_session();
  sluice.wait_ready(2);
  CHECK(plant.front.client_subject() == "/CN=first");
}

TEST_CASE("once the task was ready a bad certificate is tried again slowly") {
  TlsPlant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.plant.broker.accept_session();
  sluice.wait_ready();
  plant.front.show(plant.authority.issue("old", {.common_name = "broker", .begin = hours(-48), .end = hours(-24)}));
  session.peer.close();
  sluice.wait_for_log({"event=connection_lost", "expired certificate (CN=broker)"});
  sluice.wait_for_log({"event=retrying", "needs an operator"});
  CHECK(sluice.stop() == 0);
}

TEST_CASE("certificates that end within 30 days are told") {
  CertificateAuthority clients("clients ca");
  const Identity me = clients.issue("me", {.common_name = "sluice", .end = hours(24 * 10)});
  TlsPlant plant({.common_name = "broker", .end = hours(24 * 20)}, {.identity = {}, .client_ca = clients.path()});
  SluiceProcess sluice(plant.file().set("mqtt.tls.certificate", me.certificate).set("mqtt.tls.key", me.key));
  plant.plant.broker.accept_session();
  sluice.wait_ready();
  sluice.wait_for_log({"event=certificate_expires",
                       "the client certificate in mqtt.tls.certificate (CN=sluice) ends in 9 "
                       "days, on 20",
                       "renew it: a changed file is used without a restart", "days_left=9"});
  sluice.wait_for_log(
      {"event=certificate_expires", "the certificate of " + plant.url() + " (CN=broker) ends in 19 days, on 20"});
  CHECK(sluice.process().count_lines("event=certificate_expires") == 2);
}

}  // namespace sluice::test
