// SPDX-License-Identifier: Apache-2.0
// TLS between sluice and Debian's Mosquitto, which demands a client certificate.
#include <catch2/catch.hpp>

#include "support/certificates.hpp"
#include "support/site.hpp"

namespace sluice::test {
namespace {

/// Mosquitto with a second listener that speaks TLS; the first stays plain, for the publisher.
struct SecureSite {
  CertificateAuthority authority{"plant ca"};
  Identity server = authority.issue("server", {.common_name = "broker"});
  std::uint16_t tls_port = free_port();
  Mosquitto mosquitto;
  ApacheKafka kafka;
  RecordLog log;

  SecureSite()
      : mosquitto({"listener " + std::to_string(tls_port) + " 127.0.0.1", "cafile " + authority.path(),
                   "certfile " + server.certificate, "keyfile " + server.key, "require_certificate true",
                   "allow_anonymous true"}),
        log((create_topic(kafka.address(), "plant", 1), kafka.address()), "plant", 1) {}

  TaskFile file() const {
    TaskFile file("mqtts://localhost:" + std::to_string(tls_port), kafka.address());
    file.set("mqtt.tls.ca", authority.path());
    return file;
  }
};

}  // namespace

TEST_CASE("records arrive over TLS with a client certificate whose key is encrypted") {
  const SecureSite site;
  const Identity me = site.authority.issue("me", {.common_name = "sluice", .key_password = "open sesame"});
  SluiceProcess sluice(site.file()
                           .set("mqtt.tls.certificate", me.certificate)
                           .set("mqtt.tls.key", me.key)
                           .set("mqtt.tls.key_password", "open sesame"));
  sluice.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 5'000, .payload_size = 2'000});
  const auto accepted = load.finish(Milliseconds{60'000}).accepted;
  CHECK(accepted.size() == 5'000);
  REQUIRE(site.log.wait_for_distinct(5'000, Milliseconds{60'000}));
  CHECK(site.log.tally().repeats() == 0);
  CHECK(sluice.stop() == 0);
}

TEST_CASE("a broker that demands a client certificate ends the task with exit code 3 and says so") {
  const SecureSite site;
  SluiceProcess sluice(site.file());
  CHECK(sluice.exit_code() == 3);
  sluice.wait_for_log({"event=stopped", "exit_code=3",
                       "the broker demands a client certificate (TLS alert 116, certificate required); set "
                       "`mqtt.tls.certificate` and `mqtt.tls.key`"});
}

TEST_CASE("Mosquitto lets the right password in over TLS and the wrong one is one line") {
  const CertificateAuthority authority("plant ca");
  const Identity server = authority.issue("server", {.common_name = "broker"});
  const TempDir folder;
  const std::string users = folder.write("users", "").string();
  Process hash({{"mosquitto_passwd", "-b", users, "plant", "open sesame"}, {}, {}});
  REQUIRE(hash.wait(Milliseconds{10'000}) == ExitStatus{0, 0});
  const std::uint16_t port = free_port();
  const Mosquitto mosquitto({"listener " + std::to_string(port) + " 127.0.0.1", "cafile " + authority.path(),
                             "certfile " + server.certificate, "keyfile " + server.key, "allow_anonymous false",
                             "password_file " + users});
  const ApacheKafka kafka;
  create_topic(kafka.address(), "plant", 1);
  TaskFile file("mqtts://127.0.0.1:" + std::to_string(port), kafka.address());
  file.set("mqtt.tls.ca", authority.path()).set("mqtt.username", "plant").set("log.level", "info");
  {
    SluiceProcess sluice(TaskFile(file).set("mqtt.password", "open sesame"));
    sluice.wait_ready();
    CHECK(sluice.stop() == 0);
  }
  SluiceProcess sluice(file.set("mqtt.password", "close sesame"));
  sluice.wait_for_log(
      {"level=warning event=connection_lost msg=\"CONNACK 0x87 Not authorized\" client_id=plant-0 "
       "broker=mqtts://127.0.0.1:" +
       std::to_string(port) +
       " reason=not_authorized remedy=\"check mqtt.username and mqtt.password; ask the server's owner to allow "
       "this user and client id\""});
  CHECK(sluice.stop() == 0);
  CHECK(sluice.process().count_lines("event=connection_lost") == 1);
  CHECK(sluice.process().count_lines("sesame") == 0);
}

}  // namespace sluice::test
