// SPDX-License-Identifier: Apache-2.0
// Tokens between sluice and Apache Kafka: fetched, renewed, refused. Kafka takes unsigned ones whose scope is `write`.
#include <catch2/catch.hpp>

#include "component/probe_run.hpp"
#include "support/certificates.hpp"
#include "support/site.hpp"
#include "support/tls_front.hpp"
#include "support/token_endpoint.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

struct TokenKafka {
  std::uint16_t port = free_port();
  Mosquitto mosquitto;
  ApacheKafka kafka{arguments()};
  RecordLog log{(create_topic(kafka.address(), "plant", 1), kafka.address()), "plant", 1};
  TokenEndpoint endpoint;
  MessageId sent = 0;

  std::vector<std::string> arguments() const {
    const std::string listener = "listener.name.token.";
    return {"--listener",
            "TOKEN:SASL_PLAINTEXT:" + std::to_string(port),
            "--property",
            listener + "sasl.enabled.mechanisms=OAUTHBEARER",
            "--property",
            listener +
                "oauthbearer.sasl.jaas.config="
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required "
                "unsecuredLoginStringClaim_sub=\"kafka\" unsecuredValidatorRequiredScope=\"write\";"};
  }

  TaskFile file() const {
    TaskFile file("mqtt://" + mosquitto.address(), "localhost:" + std::to_string(port));
    return file.set("kafka.sasl.mechanism", "OAUTHBEARER").set("log.level", "info");
  }
  TaskFile endpoint_file() const {
    return file()
        .set("kafka.sasl.token_endpoint", endpoint.url())
        .set("kafka.sasl.client_id", "plant")
        .set("kafka.sasl.client_secret", "hunter2");
  }

  /// Ten more messages; true when all are in Kafka.
  bool delivers() {
    LoadPublisher load(mosquitto.port(), {.first = sent, .count = 10});
    load.finish(Milliseconds{30'000});
    sent += 10;
    return log.wait_for_distinct(sent, Milliseconds{30'000});
  }
};

}  // namespace

TEST_CASE("Kafka is reached with tokens of an endpoint, each renewed before it ends") {
  TokenKafka site;
  const CertificateAuthority authority("login ca");
  const TlsFront front(site.endpoint.port(), {.identity = authority.issue("login", {.common_name = "login"})});
  site.endpoint.give_tokens("plant", 12s, "write");
  SluiceProcess sluice(
      site.endpoint_file()
          .set("kafka.sasl.token_endpoint", "https://localhost:" + std::to_string(front.port()) + "/token")
          .set("kafka.sasl.token_ca", authority.path())
          .set("kafka.sasl.scope", "write"));
  sluice.wait_ready();
  CHECK(site.delivers());
  const std::size_t asked = site.endpoint.questions().size();
  REQUIRE(eventually(Milliseconds{30'000}, [&] { return site.endpoint.questions().size() >= asked + 2; }));
  // A new connection: the first token has ended long ago.
  site.kafka.stop();
  site.kafka.start();
  CHECK(site.delivers());
  CHECK(site.endpoint.questions().front().body == "grant_type=client_credentials&scope=write");
  CAPTURE(sluice.process().output());
  CHECK(sluice.process().count_lines("event=kafka_authentication_refused") == 0);
  CHECK(sluice.process().count_lines("hunter2") == 0);
  CHECK(sluice.stop() == 0);
}

TEST_CASE("while no endpoint gives a token that is told, and then all goes on by itself") {
  TokenKafka site;
  site.endpoint.answer(401, R"({"error":"invalid_client"})");
  SluiceProcess sluice(site.endpoint_file());
  const std::string text =
      "gets no login, as there is no token: kafka.sasl.token_endpoint " + site.endpoint.url() +
      " answered 401, invalid_client; check it, and kafka.sasl.client_id, client_secret and scope\"";
  sluice.wait_for_log({"event=kafka_waiting", text});
  {
    ProbeProcess probe(site.endpoint_file(), {"--deadline", "20s"});
    CHECK(probe.exit_code() == 3);
    CHECK(probe.step("LOGIN").starts_with("failed LOGIN: there is no token: kafka.sasl.token_endpoint "));
  }
  site.endpoint.give_tokens("plant", 3s, "write");
  sluice.wait_ready(1, Milliseconds{40'000});
  CHECK(site.delivers());
  {
    ProbeProcess probe(site.endpoint_file(), {"--deadline", "20s"});
    CHECK(probe.exit_code() == 0);
    CHECK(probe.step("LOGIN") == "ok LOGIN: SASL OAUTHBEARER");
  }
  // Later too: it is told while the connection lives on.
  site.endpoint.answer(503, "");
  sluice.wait_for_log({"event=kafka_authentication_refused", " answered 503; "}, Milliseconds{30'000});
  site.endpoint.give_tokens("plant", 60s, "write");
  CHECK(site.delivers());
  CHECK(sluice.stop() == 0);
}

TEST_CASE("a token that Kafka refuses is told as a refusal, and another one is asked for") {
  TokenKafka site;
  site.endpoint.give_tokens("plant", 3600s, "read");
  SluiceProcess sluice(site.endpoint_file());
  sluice.wait_for_log({"event=kafka_waiting", "refuses the login: ", "; check kafka.sasl"}, Milliseconds{30'000});
  site.endpoint.give_tokens("plant", 3600s, "write");
  sluice.wait_ready(1, Milliseconds{60'000});
  CHECK(site.delivers());
  CHECK(sluice.stop() == 0);
}

TEST_CASE("a token in a file is read again when it ends") {
  TokenKafka site;
  const TempDir folder;
  const std::string path = folder.write("token", unsigned_token("plant", -60s, "write")).string();
  SluiceProcess sluice(site.file().set("kafka.sasl.token", "${file:" + path + "}"));
  sluice.wait_for_log({"event=kafka_waiting", "as there is no token: kafka.sasl.token: it has ended on ",
                       "; whoever writes it has to renew it\""});
  folder.write("token", unsigned_token("plant", 3600s, "write") + "\n");
  sluice.wait_ready(1, Milliseconds{40'000});
  CHECK(site.delivers());
  CHECK(sluice.stop() == 0);
}

TEST_CASE("an endpoint that never answers does not hold a stop") {
  TokenKafka site;
  SluiceProcess sluice(site.endpoint_file());
  REQUIRE(eventually(Milliseconds{20'000}, [&] { return !site.endpoint.questions().empty(); }));
  const auto begin = std::chrono::steady_clock::now();
  sluice.stop();
  CHECK(std::chrono::steady_clock::now() - begin < 15s);
}

}  // namespace sluice::test
