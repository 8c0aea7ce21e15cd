// SPDX-License-Identifier: Apache-2.0
// TLS and logins between sluice and Apache Kafka 3.9, the last that takes SCRAM from Debian 12's librdkafka.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "component/probe_run.hpp"
#include "support/certificates.hpp"
#include "support/site.hpp"

namespace sluice::test {
namespace {

using Arguments = std::vector<std::string>;

/// Kafka with a listener for each way to be let in; the plain one is for the test's own reader.
struct SecureKafka {
  CertificateAuthority authority{"kafka ca"};
  std::string store = key_store(authority, authority.issue("kafka", {.common_name = "kafka"}));
  std::uint16_t tls_port = free_port();
  std::uint16_t login_port = free_port();
  Mosquitto mosquitto;
  ApacheKafka kafka{arguments("plain-secret")};
  RecordLog log{(create_topic(kafka.address(), "plant", 1), kafka.address()), "plant", 1};

  /// Kafka reads key and certificate from one file.
  static std::string key_store(const CertificateAuthority& authority, const Identity& server) {
    const std::string path = authority.path() + ".store";
    std::ofstream store(path);
    for (const std::string& file : {server.key, server.certificate, authority.path()}) {
      store << std::ifstream(file).rdbuf();
    }
    return path;
  }

  Arguments arguments(const std::string& plain_password, const std::string& trusted = {}) const {
    Arguments all{"--version",  "3.9.2",
                  "--listener", "MTLS:SSL:" + std::to_string(tls_port),
                  "--listener", "LOGIN:SASL_SSL:" + std::to_string(login_port)};
    for (const std::string mechanism : {"SCRAM-SHA-256", "SCRAM-SHA-512"}) {
      all.insert(all.end(), {"--scram-user", mechanism + "=sluice:scram-secret"});
    }
    const std::string modules = "org.apache.kafka.common.security.";
    for (const std::string& property :
         {std::string("ssl.keystore.type=PEM"), "ssl.keystore.location=" + store,
          std::string("ssl.truststore.type=PEM"),
          "ssl.truststore.location=" + (trusted.empty() ? authority.path() : trusted),
          std::string("listener.name.mtls.ssl.client.auth=required"),
          std::string("listener.name.login.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512"),
          "listener.name.login.plain.sasl.jaas.config=" + modules + "plain.PlainLoginModule required user_sluice=\"" +
              plain_password + "\";",
          "listener.name.login.scram-sha-256.sasl.jaas.config=" + modules + "scram.ScramLoginModule required;",
          "listener.name.login.scram-sha-512.sasl.jaas.config=" + modules + "scram.ScramLoginModule required;"}) {
      all.insert(all.end(), {"--property", property});
    }
    return all;
  }

  TaskFile file(std::uint16_t port, const std::string& host = "localhost") const {
    TaskFile file("mqtt://" + mosquitto.address(), host + ":" + std::to_string(port));
    return file.set("kafka.tls.ca", authority.path()).set("log.level", "info");
  }
  TaskFile login_file(const std::string& mechanism, const std::string& password) const {
    return file(login_port)
        .set("kafka.sasl.mechanism", mechanism)
        .set("kafka.sasl.username", "sluice")
        .set("kafka.sasl.password", password);
  }

  /// Ten more messages from `first` on; true when all are in Kafka.
  bool delivers(MessageId first) const {
    LoadPublisher load(mosquitto.port(), {.first = first, .count = 10});
    load.finish(Milliseconds{30'000});
    return log.wait_for_distinct(first + 10, Milliseconds{30'000});
  }
};

/// Each case starts and stops sluice; Kafka is the same.
void check_each_way_in(const SecureKafka& site) {
  const Identity me = site.authority.issue("me", {.common_name = "sluice", .key_password = "open"});
  MessageId first = 0;
  for (const TaskFile& file :
       {site.file(site.tls_port)
            .set("kafka.tls.certificate", me.certificate)
            .set("kafka.tls.key", me.key)
            .set("kafka.tls.key_password", "open"),
        site.login_file("PLAIN", "plain-secret"), site.login_file("SCRAM-SHA-256", "scram-secret"),
        site.login_file("SCRAM-SHA-512", "scram-secret")}) {
    CAPTURE(file.yaml());
    SluiceProcess sluice(file);
    sluice.wait_ready();
    CHECK(site.delivers(first));
    CHECK(sluice.stop() == 0);
    first += 10;
  }
}

void check_refusal(const TaskFile& file, const std::vector<std::string_view>& texts) {
  SluiceProcess sluice(file);
  sluice.wait_for_log(texts, Milliseconds{20'000});
  CHECK(sluice.stop() == 0);
}

}  // namespace

TEST_CASE("Kafka is reached by mutual TLS and by each login") {
  const SecureKafka site;
  check_each_way_in(site);
}

TEST_CASE("what Kafka or TLS refuses is one line with the cause and the key") {
  const SecureKafka site;
  const CertificateAuthority other("other ca");
  check_refusal(site.login_file("PLAIN", "wrong"),
                {"event=kafka_waiting", "refuses the login: ", "Authentication failed: Invalid username or password",
                 "; check kafka.sasl (or the sasl.* entries of kafka.properties) against the users of the brokers\""});
  check_refusal(site.login_file("SCRAM-SHA-512", "wrong"),
                {"event=kafka_waiting", "refuses the login: ", "Authentication failed",
                 "; check kafka.sasl.username and kafka.sasl.password; Kafka 4 and later refuse SCRAM from librdkafka "
                 "before 2.6.1, whatever the password: use another mechanism there\""});
  const std::string_view tls =
      "; check kafka.tls (or the ssl.* entries of kafka.properties) and the certificates of the "
      "brokers\"";
  check_refusal(site.login_file("PLAIN", "plain-secret").set("kafka.tls.ca", other.path()),
                {"event=kafka_waiting", "certificate verify failed", tls});
  check_refusal(
      site.file(site.tls_port),
      {"event=kafka_waiting", "SSL alert number",
       "; Kafka demands a client certificate, or does not take ours: check kafka.tls.certificate; its log says "
       "why\""});
}

TEST_CASE("the probe tells a login that Kafka takes from one that it refuses") {
  const SecureKafka site;
  {
    ProbeProcess probe(site.login_file("PLAIN", "plain-secret"), {"--deadline", "20s"});
    CHECK(probe.exit_code() == 0);
    CHECK(probe.step("LOGIN") == "ok LOGIN: TLS and SASL PLAIN");
    CHECK(probe.step("TOPIC") == "ok TOPIC: 1 partition");
    CHECK(probe.step("WRITE").starts_with("ok WRITE: allowed"));
    CHECK(probe.output().find("plain-secret") == std::string::npos);
  }
  ProbeProcess probe(site.login_file("PLAIN", "not-this-one"), {"--deadline", "20s"});
  CHECK(probe.exit_code() == 3);
  CHECK(probe.step("LOGIN").starts_with("failed LOGIN: the login is refused: "));
  CHECK(probe.step("LOGIN").ends_with(
      " (_AUTHENTICATION); check kafka.sasl (or the sasl.* entries of kafka.properties) against the users of the "
      "brokers"));
  CHECK(probe.step("METADATA") == "skipped METADATA: the login is refused");
  CHECK(probe.output().find("not-this-one") == std::string::npos);
}

TEST_CASE("a password that is exchanged in its file is used without a restart, at the start and later") {
  SecureKafka site;
  const TempDir folder;
  const std::string secret = folder.write("secret", "not yet known").string();
  SluiceProcess sluice(site.login_file("PLAIN", "${file:" + secret + "}"));
  sluice.wait_for_log({"event=kafka_waiting", "refuses the login"});
  folder.write("secret", "plain-secret\n");
  sluice.wait_ready(1, Milliseconds{40'000});
  CHECK(site.delivers(0));

  site.kafka.stop();
  site.kafka.set_arguments(site.arguments("another-secret"));
  folder.write("secret", "another-secret\n");
  site.kafka.start();
  CHECK(site.delivers(10));
  CHECK(sluice.process().count_lines("event=kafka_authentication_refused") == 0);
  CHECK(sluice.stop() == 0);
}

TEST_CASE("certificates for Kafka that are exchanged in their files are used without a restart") {
  SecureKafka site;
  const CertificateAuthority other("other ca");
  const Identity me = site.authority.issue("me", {.common_name = "first", .key_password = "one"});
  const TempDir folder;
  const std::string password = folder.write("password", "one").string();
  SluiceProcess sluice(site.file(site.tls_port)
                           .set("kafka.tls.certificate", me.certificate)
                           .set("kafka.tls.key", me.key)
                           .set("kafka.tls.key_password", "${file:" + password + "}"));
  sluice.wait_ready();

  // Under load: nothing is lost, nothing repeated.
  LoadPublisher load(site.mosquitto.port(), {.count = 3'000, .per_second = 300});
  REQUIRE(load.wait_for_answers(300, Milliseconds{20'000}));
  // In the order that does not fit together on the way: the password comes last.
  site.authority.issue("me", {.common_name = "second", .key_password = "two"});
  sluice.wait_for_log({"event=certificates_unusable", "kafka.tls.key_password"});
  folder.write("password", "two");
  sluice.wait_for_log({"event=certificates_reloaded", "section=kafka.tls subject=\"CN=second\""});
  const auto accepted = load.finish(Milliseconds{30'000}).accepted;
  CHECK(accepted.size() == 3'000);
  CHECK(site.log.wait_for_distinct(3'000, Milliseconds{30'000}));
  CHECK(site.log.tally().repeats() == 0);
  CHECK(sluice.process().count_lines("event=kafka_producer_restarted") == 0);

  // One that Kafka does not take any more, as after its end: it is told, and the next one brings all on its way.
  site.kafka.stop();
  site.kafka.set_arguments(site.arguments("plain-secret", other.path()));
  site.kafka.start();
  LoadPublisher more(site.mosquitto.port(), {.first = 3'000, .count = 100});
  CHECK(more.finish(Milliseconds{30'000}).accepted.size() == 100);
  sluice.wait_for_log({"event=kafka_authentication_refused", "does not take ours"}, Milliseconds{30'000});
  CHECK(site.log.tally().distinct() == 3'000);
  const Identity third = other.issue("me", {.common_name = "third", .key_password = "two"});
  std::filesystem::rename(third.certificate, me.certificate);
  std::filesystem::rename(third.key, me.key);
  CHECK(site.log.wait_for_distinct(3'100, Milliseconds{60'000}));
  sluice.wait_for_log({"event=kafka_back"});
  CHECK(sluice.stop() == 0);
}

}  // namespace sluice::test
