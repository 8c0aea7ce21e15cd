// SPDX-License-Identifier: Apache-2.0
#include "kafka/login/token_endpoint.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "config/address.hpp"
#include "mapping/base64.hpp"
#include "support/certificates.hpp"
#include "support/sockets.hpp"
#include "support/temp_dir.hpp"
#include "support/tls_front.hpp"
#include "support/token_endpoint.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

KafkaSaslConfig config_for(const std::string& url) {
  KafkaSaslConfig config;
  config.mechanism = "OAUTHBEARER";
  config.token_endpoint = parse_http_url(url).value();
  config.client_id = "plant 1";
  config.client_secret = Secret("hunter:2&");
  return config;
}

Result<OauthToken> fetch(const KafkaSaslConfig& config) {
  Interruption none;
  return fetch_token(config, none);
}

std::string fault_of(const KafkaSaslConfig& config) { return fetch(config).error(); }

TEST_CASE("an endpoint is asked by client credentials, both parts encoded, and its token taken") {
  test::TokenEndpoint endpoint;
  endpoint.give_tokens("plant", 60s);
  KafkaSaslConfig config = config_for(endpoint.url());
  const auto token = fetch(config);
  REQUIRE(token);
  CHECK(token->principal == "plant");
  CHECK(token->end > std::chrono::system_clock::now() + 30s);
  config.scope = "kafka write";
  CHECK(fetch(config));
  const auto questions = endpoint.questions();
  REQUIRE(questions.size() == 2);
  CHECK(questions[0].authorization == "Basic " + encode_base64("plant%201:hunter%3A2%26"));
  CHECK(questions[0].body == "grant_type=client_credentials");
  CHECK(questions[1].body == "grant_type=client_credentials&scope=kafka%20write");
}

TEST_CASE("the client's secret is read again for each token") {
  test::TokenEndpoint endpoint;
  endpoint.give_tokens("plant", 60s);
  const test::TempDir folder;
  const auto file = folder.write("secret", "one\n");
  KafkaSaslConfig config = config_for(endpoint.url());
  config.client_secret_source = {"${file:" + file.string() + '}', folder.path().string()};
  CHECK(fetch(config));
  folder.write("secret", "two\n");
  CHECK(fetch(config));
  CHECK(endpoint.questions()[0].authorization == "Basic " + encode_base64("plant%201:one"));
  CHECK(endpoint.questions()[1].authorization == "Basic " + encode_base64("plant%201:two"));
  std::filesystem::remove(file);
  CHECK(fault_of(config).starts_with("kafka.sasl.client_secret: "));
}

TEST_CASE("a refusal names the endpoint, the status and the cause, not the secret") {
  test::TokenEndpoint endpoint;
  KafkaSaslConfig config = config_for(endpoint.url() + "?api_key=hunter2");
  const std::string where = "kafka.sasl.token_endpoint " + endpoint.url();
  endpoint.answer(401, R"({"error":"invalid_client","error_description":"who are you"})");
  CHECK(fault_of(config) == where +
                                " answered 401, invalid_client: who are you; check it, and kafka.sasl.client_id, "
                                "client_secret and scope");
  endpoint.answer(400, R"({"error":"invalid_request","error_description":"not hunter:2& nor hunter%3A2%26"})");
  CHECK(fault_of(config).find(" answered 400, invalid_request: not *** nor ***; ") != std::string::npos);
  endpoint.answer(500, "<html>");
  CHECK(fault_of(config) == where + " answered 500; check it, and kafka.sasl.client_id, client_secret and scope");
  // Whoever sends us elsewhere does not get the secret there.
  endpoint.answer(302, "", endpoint.url());
  CHECK(fault_of(config) == where + " answered 302; check it, and kafka.sasl.client_id, client_secret and scope");
  CHECK(endpoint.questions().size() == 4);
  endpoint.answer(200, "{}");
  CHECK(fault_of(config) == where + ": the answer has no `access_token`; check kafka.sasl.token_endpoint");
  config.token_endpoint->target = "/elsewhere";
  CHECK(fault_of(config).find(" answered 404; ") != std::string::npos);
}

TEST_CASE("an answer without end is not read to its end") {
  test::TokenEndpoint endpoint;
  endpoint.answer(200, std::string(8U << 20U, ' '));
  CHECK(fault_of(config_for(endpoint.url())).find(": the answer is larger than 1 MiB; ") != std::string::npos);
}

TEST_CASE("a question that is not answered can be ended from elsewhere, also before it is asked") {
  test::TokenEndpoint endpoint;
  const KafkaSaslConfig config = config_for(endpoint.url());
  Interruption interruption;
  const auto begin = std::chrono::steady_clock::now();
  std::thread other([&] {
    test::eventually(test::Milliseconds{5'000}, [&] { return !endpoint.questions().empty(); });
    interruption.interrupt();
  });
  CHECK_FALSE(fetch_token(config, interruption));
  other.join();
  CHECK_FALSE(fetch_token(config, interruption));
  CHECK(std::chrono::steady_clock::now() - begin < 8s);
}

TEST_CASE("an endpoint where nobody listens is told") {
  const std::string url = "http://127.0.0.1:" + std::to_string(test::free_port()) + "/token";
  CHECK(fault_of(config_for(url)) ==
        "kafka.sasl.token_endpoint " + url + ": it cannot be reached; check kafka.sasl.token_endpoint and the network");
}

TEST_CASE("the certificate of an endpoint is checked: who signed it, and for whom") {
  const test::CertificateAuthority authority("login ca");
  const test::CertificateAuthority other("other ca");
  test::TokenEndpoint endpoint;
  endpoint.give_tokens("plant", 60s);
  test::TlsFront front(endpoint.port(), {.identity = authority.issue("login", {.common_name = "login"})});
  const std::string address = ":" + std::to_string(front.port()) + "/token";
  KafkaSaslConfig config = config_for("https://localhost" + address);
  config.token_ca = authority.path();
  CHECK(fetch(config));
  CHECK(front.asked_name() == "localhost");
  config.token_endpoint->host = "127.0.0.1";
  CHECK(fetch(config));

  const std::string end = "; check kafka.sasl.token_ca, or renew the certificate";
  config.token_ca = other.path();
  CHECK(fault_of(config) == "kafka.sasl.token_endpoint https://127.0.0.1" + address +
                                ": its certificate is refused: unable to get local issuer certificate" + end);
  config.token_ca = authority.path();
  front.show(authority.issue("login", {.common_name = "login", .names = {"DNS:elsewhere"}}));
  CHECK(fault_of(config) == "kafka.sasl.token_endpoint https://127.0.0.1" + address +
                                ": its certificate is refused: it is not for 127.0.0.1" + end);
  front.show(authority.issue("login", {.common_name = "login", .begin = -48h, .end = -24h}));
  CHECK(fault_of(config) == "kafka.sasl.token_endpoint https://127.0.0.1" + address +
                                ": its certificate is refused: certificate has expired" + end);
  config.token_endpoint = parse_http_url(endpoint.url()).value();
  config.token_endpoint->tls = true;
  CHECK(fault_of(config).find(": there is no TLS; ") != std::string::npos);
}

}  // namespace
}  // namespace sluice
