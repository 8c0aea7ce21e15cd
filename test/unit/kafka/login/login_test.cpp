// SPDX-License-Identifier: Apache-2.0
#include "kafka/login/login.hpp"

#include <catch2/catch.hpp>

#include "support/rdkafka.hpp"
#include "support/temp_dir.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

/// A user whose password is in a file, and a handle that never connects.
struct Rotation {
  test::TempDir folder;
  test::RdClient handle = test::make_client(RD_KAFKA_PRODUCER, {{"security.protocol", "sasl_plaintext"},
                                                                {"sasl.mechanism", "PLAIN"},
                                                                {"sasl.username", "plant"},
                                                                {"sasl.password", "old"}});
  KafkaLogin login;
  TimePoint start = Clock::now();

  Rotation() {
    const auto file = folder.write("secret", "old");
    KafkaSaslConfig config;
    config.username = "plant";
    config.password = Secret("old");
    config.password_source = {"${file:" + file.string() + "}", folder.path().string()};
    login = KafkaLogin(config);
  }

  bool outlives_after(Clock::duration time) { return login.outlives_refusal(handle.get(), start + time); }
};

TEST_CASE("a refusal is trouble while the password in the file stays what it was") {
  Rotation plant;
  CHECK_FALSE(plant.outlives_after(0s));
  CHECK_FALSE(plant.outlives_after(1h));
}

TEST_CASE("an exchanged password outlives the refusals of connections that still showed the old one") {
  Rotation plant;
  plant.folder.write("secret", "new");
  CHECK(plant.outlives_after(0s));
  CHECK(plant.outlives_after(1s));
  CHECK(plant.outlives_after(4s));
  // By now the new one has been shown.
  CHECK_FALSE(plant.outlives_after(5s));

  plant.folder.write("secret", "newer");
  CHECK(plant.outlives_after(6s));
}

TEST_CASE("a token endpoint that gives no answer, or says that it cannot now, has not refused") {
  const auto may_pass = [](const std::string& cause) {
    return login_fault(RD_KAFKA_RESP_ERR__AUTHENTICATION, "Failed to acquire SASL OAUTHBEARER token: " + cause, false)
        .may_pass;
  };
  const std::string endpoint = "kafka.sasl.token_endpoint http://login/token";
  const std::string check = "; check it, and kafka.sasl.client_id, client_secret and scope";
  CHECK(may_pass(endpoint + ": it cannot be reached; check kafka.sasl.token_endpoint and the network"));
  CHECK(may_pass(endpoint + " answered 503" + check));
  CHECK_FALSE(may_pass(endpoint + " answered 401, invalid_client: answered 503" + check));
  CHECK_FALSE(may_pass(endpoint + ": the answer has no `access_token`; check kafka.sasl.token_endpoint"));
  CHECK_FALSE(login_fault(RD_KAFKA_RESP_ERR__AUTHENTICATION, "Authentication failed", false).may_pass);
}

TEST_CASE("no answer where librdkafka suspects other terms of ours is told with the key that sets them") {
  CHECK(no_answer_remedy("Connect to ipv4#127.0.0.1:1 failed: Connection refused") ==
        "check kafka.brokers and the network");
  CHECK(no_answer_remedy("Disconnected while requesting ApiVersion: might be caused by incorrect security.protocol "
                         "configuration (connecting to a SSL listener?) or broker version is < 0.10") ==
        "check kafka.brokers and kafka.tls: that listener may ask for TLS");
  CHECK(no_answer_remedy("Disconnected: verify that security.protocol is correctly configured, broker might require "
                         "SASL authentication") ==
        "check kafka.brokers and kafka.sasl: that listener may ask for a login");
}

}  // namespace
}  // namespace sluice
