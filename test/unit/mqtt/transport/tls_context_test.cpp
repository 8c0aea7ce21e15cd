// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/tls_context.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "support/certificates.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using std::chrono::hours;
using test::CertificateAuthority;

struct Recorder final : EventSink {
  void emit(const Event& event) override {
    if (event.severity > Severity::debug) names.emplace_back(event.name);
  }
  std::vector<std::string> names;
};

TEST_CASE("the end of a certificate is told within 30 days and once a day") {
  const CertificateAuthority authority("ca");
  const auto read = read_certificates({authority.path(), "", "", {}});
  REQUIRE(read);
  const x509_st& certificate = *read->ca.front();
  const auto end = end_of(certificate);
  Recorder events;
  ExpiryWatch watch(events);
  watch.look("the CA", certificate, end - hours(24 * 30) - 1s);
  REQUIRE(events.names.empty());
  watch.look("the CA", certificate, end - hours(24 * 30));
  REQUIRE(events.names.size() == 1);
  watch.look("the CA", certificate, end - hours(24 * 30) + hours(23));
  REQUIRE(events.names.size() == 1);
  watch.look("the CA", certificate, end - hours(24 * 29));
  REQUIRE(events.names.size() == 2);
  watch.look("the broker's", certificate, end + 1s);
  REQUIRE(events.names.size() == 3);
}

TEST_CASE("the end of a broker's certificate is told once a day while a connection holds it") {
  const CertificateAuthority authority("ca");
  const auto read_of = [&](hours end) {
    const auto identity = authority.issue("broker", {.common_name = "broker", .end = end});
    auto read = read_certificates({identity.certificate, "", "", {}});
    REQUIRE(read);
    return std::shared_ptr<const x509_st>(std::move(read->ca.front()));
  };
  Recorder events;
  const auto context = TlsContext::create({}, events);
  REQUIRE(context);
  auto first = read_of(hours(24 * 60));
  const auto end = end_of(*first);
  (*context)->on_broker_certificate("mqtts://b:8883", first);
  auto second = first;  // of another connection
  (*context)->on_broker_certificate("mqtts://b:8883", second);
  (*context)->look_again(end - hours(24 * 30) - 1s);
  REQUIRE(events.names.empty());
  (*context)->look_again(end - hours(24 * 30));
  (*context)->look_again(end - hours(24 * 29) - 1s);
  REQUIRE(events.names.size() == 1);
  (*context)->look_again(end - hours(24 * 29));
  REQUIRE(events.names.size() == 2);
  // One connection has seen the renewed certificate: the broker has it.
  second = read_of(hours(24 * 120));
  (*context)->on_broker_certificate("mqtts://b:8883", second);
  (*context)->look_again(end - hours(24 * 28));
  REQUIRE(events.names.size() == 2);
  second.reset();
  (*context)->look_again(end - hours(24 * 27));
  REQUIRE(events.names.size() == 3);
  first.reset();
  (*context)->look_again(end);
  CHECK(events.names == std::vector<std::string>(3, "certificate_expires"));
}

TEST_CASE("files that cannot be used are told as sluice check would") {
  Recorder events;
  MqttTlsConfig config;
  config.files = {"/no/ca.pem", "", "/no/key.pem", {}};
  const auto context = TlsContext::create(config, events);
  REQUIRE_FALSE(context);
  CHECK(
      context.error() ==
      "mqtt.tls.ca: the file `/no/ca.pem` cannot be read: No such file or directory; a relative path begins in the "
      "folder of the configuration file; mqtt.tls.key: the file `/no/key.pem` cannot be read: No such file or "
      "directory; a relative path begins in the folder of the configuration file; mqtt.tls.key: there is a key but no "
      "`certificate`; set `certificate`, or leave the key out");
}

TEST_CASE("changed files are used at the next connection and once") {
  const CertificateAuthority authority("ca");
  const auto me = authority.issue("me", {.common_name = "me"});
  Recorder events;
  MqttTlsConfig config;
  config.files = {authority.path(), me.certificate, me.key, {}};
  const auto context = TlsContext::create(config, events);
  REQUIRE(context);
  const auto first = (*context)->current();
  CHECK((*context)->current() == first);
  authority.issue("me", {.common_name = "me too"});
  const auto second = (*context)->current();
  CHECK(second != first);
  CHECK((*context)->current() == second);
  CHECK(events.names == std::vector<std::string>{"certificates_reloaded"});
}

TEST_CASE("files that were broken and are mended again are used") {
  const CertificateAuthority authority("ca");
  const auto me = authority.issue("me", {.common_name = "me"});
  Recorder events;
  MqttTlsConfig config;
  config.files = {authority.path(), me.certificate, me.key, {}};
  const auto context = TlsContext::create(config, events);
  REQUIRE(context);
  const auto first = (*context)->current();
  std::filesystem::remove(me.key);
  (*context)->look_again();
  CHECK((*context)->current() == first);
  authority.issue("me", {.common_name = "me"});
  CHECK((*context)->current() != first);
  CHECK(events.names == std::vector<std::string>{"certificates_unusable", "certificates_reloaded"});
}

TEST_CASE("a new key and its new password may come one after the other") {
  const CertificateAuthority authority("ca");
  const auto me = authority.issue("me", {.common_name = "me", .key_password = "old"});
  const auto folder = std::filesystem::path(authority.path()).parent_path();
  std::ofstream(folder / "password") << "old\n";
  Recorder events;
  MqttTlsConfig config;
  config.files = {authority.path(), me.certificate, me.key, Secret("old")};
  config.key_password_source = {"${file:password}", folder.string()};
  const auto context = TlsContext::create(config, events);
  REQUIRE(context);
  authority.issue("me", {.common_name = "me", .key_password = "new"});
  (*context)->look_again();
  std::ofstream(folder / "password") << "new\n";
  (*context)->look_again();
  CHECK(events.names == std::vector<std::string>{"certificates_unusable", "certificates_reloaded"});
}

}  // namespace
}  // namespace sluice
