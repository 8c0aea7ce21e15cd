// SPDX-License-Identifier: Apache-2.0
// scripts/smoke.sh, as a user's pipeline calls it.
#include <catch2/catch.hpp>

#include "support/mqtt_client.hpp"
#include "support/site.hpp"
#include "support/temp_dir.hpp"

namespace sluice::test {
namespace {

struct SmokeRun {
  int exit_code = -1;
  std::string output;

  bool says(const std::string& text) const { return output.find(text) != std::string::npos; }
  /// Up to the comma.
  std::string word_after(const std::string& text) const {
    const auto at = output.find(text);
    if (at == std::string::npos) return {};
    const auto begin = at + text.size();
    return output.substr(begin, output.find(',', begin) - begin);
  }
};

SmokeRun smoke(const std::vector<std::string>& servers, const std::vector<std::string>& arguments = {},
               const std::vector<std::pair<std::string, std::string>>& environment = {}) {
  std::vector<std::string> argv{std::string(SLUICE_SOURCE_DIR) + "/scripts/smoke.sh", "--sluice", SLUICE_BINARY};
  argv.insert(argv.end(), servers.begin(), servers.end());
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  Process process({std::move(argv), environment, {}});
  const auto status = process.wait(Milliseconds{90'000});
  if (!status) throw std::runtime_error("smoke.sh did not end within 90 s:\n" + process.output());
  process.wait_for_line("no line has this", Milliseconds{10'000});  // until its output has ended
  return {status->code, process.output()};
}

}  // namespace

TEST_CASE("the smoke test passes at Mosquitto and Kafka, leaves no session, and fails where messages do not come") {
  const Site site;
  const std::vector<std::string> servers{"--mqtt", "mqtt://" + site.mosquitto.address(), "--kafka",
                                         site.kafka.address()};
  {
    const SmokeRun run = smoke(servers, {"--topic", "plant"});
    INFO(run.output);
    CHECK(run.exit_code == 0);
    CHECK(run.says("ok      10 records are in topic plant\n"));
    CHECK(run.says("ok      smoke test passed\n"));
    CHECK(site.log.wait_for_count(10, Milliseconds{10'000}));
    const std::string client_id = run.word_after("group ");
    CHECK(client_id.starts_with("sluice-smoke-"));  // the group and the client have one name
    const MqttClient heir(site.mosquitto.port(), {.client_id = client_id, .clean_start = false, .properties = {}});
    CHECK_FALSE(heir.connack().session_present);
  }
  {
    const SmokeRun run = smoke(servers, {"--group", "my group"}, {{"PATH", "/usr/bin:/bin"}});
    INFO(run.output);
    CHECK(run.exit_code == 0);
    CHECK(run.says("group my group, "));
    CHECK(run.says("note    the topic sluice.smoke was made and stays"));
  }
  const SmokeRun run = smoke(servers, {"--topic", "no.such.topic", "--seconds", "2"});
  CHECK(run.exit_code == 1);
  CHECK(run.says("failed  sluice was not ready within 2 s; see also: sluice probe\n"));
  CHECK(run.says("does not exist"));  // sluice's own words
}

TEST_CASE("the smoke test takes credentials from the environment and prints none") {
  const TempDir folder;
  const std::string passwords = (folder.path() / "passwords").string();
  REQUIRE(Process({{"mosquitto_passwd", "-b", "-c", passwords, "me", "hunter2"}, {}, {}}).wait(Milliseconds{10'000}) ==
          ExitStatus{0, 0});
  const Mosquitto mosquitto({"allow_anonymous false", "password_file " + passwords});
  const ApacheKafka kafka;
  create_topic(kafka.address(), "plant", 1);
  const std::vector<std::string> servers{"--mqtt", "mqtt://" + mosquitto.address(), "--kafka", kafka.address()};
  {
    const SmokeRun run = smoke(servers, {"--topic", "plant"},
                               {{"SLUICE_SMOKE_MQTT_USERNAME", "me"}, {"SLUICE_SMOKE_MQTT_PASSWORD", "hunter2"}});
    INFO(run.output);
    CHECK(run.exit_code == 0);
    CHECK_FALSE(run.says("hunter2"));
  }
  const SmokeRun run = smoke(servers, {"--topic", "plant", "--seconds", "2"},
                             {{"SLUICE_SMOKE_MQTT_USERNAME", "me"}, {"SLUICE_SMOKE_MQTT_PASSWORD", "hunter3"}});
  CHECK(run.exit_code == 1);
  CHECK(run.says("failed  sluice was not ready within 2 s"));
  CHECK_FALSE(run.says("hunter3"));
}

TEST_CASE("a wrong command line is told at once") {
  CHECK(smoke({}).output == "smoke.sh: --mqtt and --kafka are needed; --help shows how\n");
  CHECK(smoke({"--mqtt", "tcp://x", "--kafka", "k:1"}).output ==
        "smoke.sh: --mqtt 'tcp://x' is not mqtt://host:port or mqtts://host:port\n");
  CHECK(smoke({"--mqtt"}).output == "smoke.sh: --mqtt needs a value\n");
  CHECK(smoke({"--what"}).output == "smoke.sh: there is no option '--what'; --help shows all\n");
  CHECK(smoke({"--mqtt", "mqtt://a", "--kafka", "k:1", "--topic", "a b"}).exit_code == 2);
  CHECK(smoke({"--mqtt", "mqtt://a", "--kafka", "k:1", "--seconds", "9999"}).output ==
        "smoke.sh: --seconds '9999' is not a whole number from 1 to 3600\n");
}

}  // namespace sluice::test
