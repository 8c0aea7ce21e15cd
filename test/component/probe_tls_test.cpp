// SPDX-License-Identifier: Apache-2.0
// `sluice probe` and a broker behind TLS.
#include <catch2/catch.hpp>

#include "component/probe_run.hpp"
#include "component/tls_plant.hpp"

namespace sluice::test {
namespace {

TaskFile file_of(const TlsPlant& plant) { return plant.file().set("mapping.topic", "\"plant.${topic[1]}\""); }

}  // namespace

TEST_CASE("a trusted broker's handshake is a step of its own") {
  TlsPlant plant;
  ProbeProcess probe(file_of(plant));
  play_connack(plant.plant.broker);
  play_subscription(plant.plant.broker);
  CHECK(probe.exit_code() == 0);
  CHECK(probe.step("TLS") == "ok TLS: handshake done; the broker's certificate is trusted by `mqtt.tls.ca` (" +
                                 plant.authority.path() + ")");
}

TEST_CASE("a certificate that ends soon is a warning") {
  TlsPlant plant({.common_name = "broker", .end = std::chrono::hours(24 * 3)});
  ProbeProcess probe(file_of(plant));
  play_connack(plant.plant.broker);
  play_subscription(plant.plant.broker);
  CHECK(probe.exit_code() == 0);
  CHECK(probe.step("TLS").starts_with("warning TLS: handshake done; "));
  CHECK(probe.step("TLS").find("ends in 2 days") != std::string::npos);
}

TEST_CASE("an unknown CA fails the TLS step for good") {
  TlsPlant plant;
  const CertificateAuthority other("other ca");
  ProbeProcess probe(file_of(plant).set("mqtt.tls.ca", other.path()));
  CHECK(probe.exit_code() == 3);
  CHECK(probe.step("TLS") ==
        "failed TLS: certificate verify failed: unknown CA (CN=plant ca), the issuer of CN=broker, which is not in "
        "`mqtt.tls.ca` (" +
            other.path() + "); set `mqtt.tls.ca` to the CA of the broker, if this is the right one");
  CHECK(probe.step("CONNACK") == "skipped CONNACK: there is no connection");
}

}  // namespace sluice::test
