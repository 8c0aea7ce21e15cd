// SPDX-License-Identifier: Apache-2.0
// What TLS refuses: one line each, with the check that failed and the certificate's subject.
#include <catch2/catch.hpp>

#include "component/tls_plant.hpp"

namespace sluice::test {
namespace {

using std::chrono::hours;

/// The task ends with exit code 3; why, without the address in front.
std::string refusal_of(const TlsPlant& plant, const TaskFile& file, const std::string& host = "localhost") {
  SluiceProcess sluice(file);
  CHECK(sluice.exit_code() == 3);
  const std::string line = sluice.wait_for_log({"event=stopped", "exit_code=3"});
  CHECK(sluice.process().count_lines("event=connection_lost") == 1);
  const std::string begin = "msg=\"" + plant.url(host) + ": ";
  const std::size_t at = line.find(begin);
  if (at == std::string::npos) return line;
  const std::size_t end = line.find("\" exit_code");
  return line.substr(at + begin.size(), end - at - begin.size());
}

std::string without_time(std::string text) {
  const std::size_t at = text.find("20");
  return at == std::string::npos ? text : text.replace(at, std::string("2026-01-31T23:59:59Z").size(), "TIME");
}

}  // namespace

TEST_CASE("a broker whose CA is not ours is refused with the CA's name") {
  const TlsPlant plant;
  const CertificateAuthority other("other ca");
  CHECK(
      refusal_of(plant, plant.file().set("mqtt.tls.ca", other.path())) ==
      "certificate verify failed: unknown CA (CN=plant ca), the issuer of CN=broker, which is not in `mqtt.tls.ca` (" +
          other.path() + "); set `mqtt.tls.ca` to the CA of the broker, if this is the right one");
}

TEST_CASE("a broker is refused where the system's store does not know its CA") {
  const TlsPlant plant;
  CHECK(refusal_of(plant, plant.file().remove("mqtt.tls.ca")) ==
        "certificate verify failed: unknown CA (CN=plant ca), the issuer of CN=broker, which is not in the system's "
        "store; set `mqtt.tls.ca` to the CA of the broker, if this is the right one");
}

TEST_CASE("a self-signed broker is refused") {
  TlsPlant plant;
  plant.front.show(plant.authority.issue_self_signed("self", {.common_name = "self-made"}));
  CHECK(refusal_of(plant, plant.file()) ==
        "certificate verify failed: self-signed certificate (CN=self-made), which is not in `mqtt.tls.ca` (" +
            plant.authority.path() + "); set `mqtt.tls.ca` to the CA of the broker, if this is the right one");
}

TEST_CASE("a broker with another name is refused with both names") {
  const TlsPlant plant({.common_name = "broker", .names = {"DNS:a.example", "DNS:b.example", "IP:10.0.0.1"}});
  const std::string names =
      "the certificate (CN=broker) is for `a.example`, `b.example`, `10.0.0.1`; correct `mqtt.brokers`, or set "
      "`mqtt.tls.server_name`";
  CHECK(refusal_of(plant, plant.file()) == "certificate verify failed: wrong host: we asked for `localhost`, " + names);
  CHECK(refusal_of(plant, plant.file("127.0.0.1"), "127.0.0.1") ==
        "certificate verify failed: wrong host: we asked for `127.0.0.1`, " + names);
}

TEST_CASE("an expired broker is refused with the end of its time") {
  const TlsPlant plant({.common_name = "broker", .begin = hours(-48), .end = hours(-24)});
  CHECK(
      without_time(refusal_of(plant, plant.file())) ==
      "certificate verify failed: expired certificate (CN=broker): it was valid until TIME; renew it at the broker, or "
      "set this machine's clock");
}

TEST_CASE("a broker from the future is refused with the beginning of its time") {
  const TlsPlant plant({.common_name = "broker", .begin = hours(24)});
  CHECK(without_time(refusal_of(plant, plant.file())) ==
        "certificate verify failed: certificate not yet valid (CN=broker): it is from TIME on; compare the clocks of "
        "both "
        "machines");
}

TEST_CASE("a broker that demands a client certificate says so, in TLS 1.3 as in 1.2") {
  CertificateAuthority clients("clients ca");
  const TlsPlant plant({.common_name = "broker"}, {.identity = {}, .client_ca = clients.path()});
  CHECK(refusal_of(plant, plant.file())
            .find("the broker demands a client certificate (TLS alert 116, certificate "
                  "required); set `mqtt.tls.certificate` and `mqtt.tls.key`") != std::string::npos);
  const TlsPlant older({.common_name = "broker"}, {.identity = {}, .client_ca = clients.path(), .only_1_2 = true});
  CHECK(refusal_of(older, older.file()) ==
        "the broker refuses the handshake (TLS alert 40, handshake failure): it demands a client certificate "
        "(`mqtt.tls.certificate`), or shares no cipher with us");
}

TEST_CASE("a client certificate that the broker does not take is told with the broker's alert") {
  const CertificateAuthority clients("clients ca");
  const CertificateAuthority strangers("strangers ca");
  const TlsPlant plant({.common_name = "broker"}, {.identity = {}, .client_ca = clients.path()});
  const auto with = [&](const Identity& me) {
    return plant.file().set("mqtt.tls.certificate", me.certificate).set("mqtt.tls.key", me.key);
  };
  CHECK(refusal_of(plant, with(strangers.issue("me", {.common_name = "me"})))
            .find("the broker refuses our client certificate: it does not know its CA (TLS alert 48)") !=
        std::string::npos);
  CHECK(refusal_of(plant, with(clients.issue("me", {.common_name = "me", .begin = hours(-48), .end = hours(-24)})))
            .find("the broker refuses our client certificate: expired (TLS alert 45)") != std::string::npos);
}

TEST_CASE("TLS terms that the broker does not share are refused") {
  const TlsPlant older({.common_name = "broker"}, {.identity = {}, .only_1_2 = true});
  CHECK(refusal_of(older, older.file().set("mqtt.tls.min_version", "1.3")) ==
        "the broker speaks no TLS version of ours; correct its set-up, or `mqtt.tls.min_version`");
  const TlsPlant picky({.common_name = "broker"}, {.identity = {}, .alpn = "x-amzn-mqtt-ca"});
  CHECK(refusal_of(picky, picky.file()) ==
        "the broker takes none of the protocols offered (TLS alert 120, no application protocol); correct "
        "`mqtt.tls.alpn`");
}

TEST_CASE("a broker without TLS at the port of mqtts is told and tried again") {
  Plant plant;
  SluiceProcess sluice(
      plant.file().set("mqtt.brokers", "[\"mqtts://127.0.0.1:" + std::to_string(plant.broker.port()) + "\"]"));
  auto peer = plant.broker.accept();
  peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
  sluice.wait_for_log({"event=connection_lost",
                       ": no TLS there: what answers at this port speaks something else; write `mqtt://` for a "
                       "listener without TLS, or name the port of one that has it\""});
  peer.close();
  plant.broker.accept().close();
  sluice.wait_for_log({"event=connection_lost",
                       ": the connection was closed within the TLS handshake; there may be no "
                       "TLS at this port (`mqtt://`)"});
  plant.broker.accept();
  CHECK(sluice.stop() == 0);
}

}  // namespace sluice::test
