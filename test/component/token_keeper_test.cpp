// SPDX-License-Identifier: Apache-2.0
// How a librdkafka handle gets its tokens, from an endpoint that the test plays. Kafka is not there.
#include <catch2/catch.hpp>

#include "config/address.hpp"
#include "kafka/kafka_client.hpp"
#include "support/eventually.hpp"
#include "support/sockets.hpp"
#include "support/token_endpoint.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

/// A producer that logs in with tokens; it ends as Sluice's do, the login first.
struct TokenClient {
  KafkaClient client;
  KafkaLogin login;

  explicit TokenClient(const TokenEndpoint& endpoint) : login(config_for(endpoint)) {
    auto made = make_kafka_client(RD_KAFKA_PRODUCER, conf(), RD_KAFKA_EVENT_ERROR, login);
    REQUIRE(made);
    client = std::move(*made);
  }

  static KafkaSaslConfig config_for(const TokenEndpoint& endpoint) {
    KafkaSaslConfig config;
    config.mechanism = "OAUTHBEARER";
    config.token_endpoint = parse_http_url(endpoint.url()).value();
    config.client_id = "plant";
    config.client_secret = Secret("hunter2");
    return config;
  }
  static KafkaConf conf() {
    return make_kafka_conf({{"bootstrap.servers", "127.0.0.1:" + std::to_string(free_port())},
                            {"security.protocol", "SASL_PLAINTEXT"},
                            {"sasl.mechanisms", "OAUTHBEARER"},
                            {"log_level", "0"}})
        .value();
  }

  /// The first error of the login, as librdkafka words it.
  std::string next_login_error() const {
    const KafkaQueue queue(rd_kafka_queue_get_main(client.get()));
    std::string text;
    eventually(Milliseconds{20'000}, [&] {
      const KafkaEvent event(rd_kafka_queue_poll(queue.get(), 100));
      if (rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR__AUTHENTICATION) {
        text = rd_kafka_event_error_string(event.get());
      }
      return !text.empty();
    });
    return text;
  }
};

}  // namespace

TEST_CASE("a handle asks for its token at once, and again before that ends") {
  TokenEndpoint endpoint;
  endpoint.give_tokens("plant", 3s);
  const TokenClient client(endpoint);
  CHECK(eventually(Milliseconds{20'000}, [&] { return endpoint.questions().size() >= 3; }));
}

TEST_CASE("why there is no token comes out as an error of the handle, and it is not asked for in haste") {
  TokenEndpoint endpoint;
  endpoint.answer(400, R"({"error":"invalid_scope"})");
  TokenClient client(endpoint);
  const std::string text = client.next_login_error();
  const auto fault = token_fault_in(text);
  REQUIRE(fault);
  CHECK(fault->cause == "kafka.sasl.token_endpoint " + endpoint.url() + " answered 400, invalid_scope");
  CHECK(fault->remedy == "check it, and kafka.sasl.client_id, client_secret and scope");
  for (int i = 0; i < 100; ++i) CHECK_FALSE(client.login.outlives_refusal(client.client.get(), sluice::Clock::now()));
  CHECK(endpoint.questions().size() == 1);
}

TEST_CASE("a token that has ended already is not taken, and told") {
  TokenEndpoint endpoint;
  // No `expires_in`: the token itself says that it is over.
  endpoint.answer(200, R"({"access_token":")" + unsigned_token("plant", -60s) + R"("})");
  const TokenClient client(endpoint);
  const std::string text = client.next_login_error();
  CAPTURE(text);
  const auto fault = token_fault_in(text);
  REQUIRE(fault);
  CHECK(fault->cause.starts_with("librdkafka does not take the token: "));
  CHECK(fault->remedy == "compare this clock with that of whoever gives the tokens");
}

TEST_CASE("a handle may end at any moment of a question") {
  TokenEndpoint endpoint;
  endpoint.give_tokens("plant", 60s);
  for (int i = 0; i < 40; ++i) {
    const TokenClient client(endpoint);
    // Some end before the question, some while it is under way, some behind it.
    std::this_thread::sleep_for(std::chrono::microseconds(100 * i));
  }
}

TEST_CASE("an endpoint that does not answer does not hold the end of a handle") {
  TokenEndpoint endpoint;
  auto client = std::make_unique<TokenClient>(endpoint);
  REQUIRE(eventually(Milliseconds{20'000}, [&] { return endpoint.questions().size() == 1; }));
  const auto begin = std::chrono::steady_clock::now();
  client.reset();
  CHECK(std::chrono::steady_clock::now() - begin < 5s);
}

}  // namespace sluice::test
