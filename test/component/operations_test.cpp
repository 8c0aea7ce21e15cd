// SPDX-License-Identifier: Apache-2.0
// What a running task says of itself over HTTP.
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "component/operations_rig.hpp"

namespace sluice::test {
namespace {

using Names = std::set<std::string>;

/// `name type` of each row of docs/metrics.md.
Names documented() {
  Names names;
  std::ifstream file(std::string(SLUICE_SOURCE_DIR) + "/docs/metrics.md");
  for (std::string line; std::getline(file, line);) {
    const std::string begin = "| `sluice_";
    if (!line.starts_with(begin)) continue;
    const std::size_t end = line.find('`', begin.size());
    const std::string rest = line.substr(end + 4);
    names.insert(line.substr(3, end - 3) + ' ' + rest.substr(0, rest.find(' ')));
  }
  return names;
}

/// The same of each `# TYPE` line of a scrape.
Names exposed(const std::string& scrape) {
  Names names;
  std::istringstream lines(scrape);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) names.insert(line.substr(7));
  }
  return names;
}

}  // namespace

TEST_CASE("what a running task exposes is what docs/metrics.md lists") {
  Plant plant;
  SluiceProcess sluice(watched(plant));
  const Watcher watcher(sluice);
  const Names names = documented();
  CHECK(names.size() > 20);
  CHECK(names.contains("sluice_messages_received_total counter"));
  CHECK(exposed(watcher.get("/metrics").body) == names);
}

TEST_CASE("a task is alive and not ready while Kafka is away, says why, and becomes ready by itself") {
  Plant plant;
  plant.kafka.set_down();
  SluiceProcess sluice(watched(plant));
  const Watcher watcher(sluice);
  CHECK(watcher.get("/healthz").status == 200);
  CHECK(watcher.get("/readyz").status == 503);
  const std::string why = watcher.wait_for("/readyz", "Kafka cannot be reached at " + plant.kafka.bootstrap());
  CHECK(
      why.starts_with(R"({"ready":false,"health":"abnormal","paused":false,"reasons":["Kafka cannot be reached at )"));
  CHECK(why.find(R"("kafka":{"reachable":false,"topics":[{"name":"plant","writable":false}]},"connections":[])") !=
        std::string::npos);
  plant.kafka.set_up();
  auto session = plant.broker.accept_session({}, Milliseconds{30'000});
  REQUIRE(watcher.shows("/readyz", R"("ready":true)"));
  CHECK(watcher.get("/readyz").body == R"({"ready":true,"health":"healthy","paused":false,"reasons":[],)"
                                       R"("kafka":{"reachable":true,"topics":[{"name":"plant","writable":true}]},)"
                                       R"("connections":[{"client_id":"plant-0","broker":")" +
                                           plant.broker.url() + "\",\"state\":\"ready\",\"ready\":true}]}\n");
  session.peer.send_publish(message(1, "x")).expect_puback(1);
  CHECK(watcher.shows("/metrics", R"(sluice_messages_delivered_total{client_id="plant-0"} 1)"));
  const std::string metrics = watcher.get("/metrics").body;
  for (const char* line :
       {R"(sluice_messages_received_total{client_id="plant-0"} 1)", R"(sluice_pubacks_total{client_id="plant-0"} 1)",
        R"(sluice_connects_total{client_id="plant-0"} 1)", "sluice_delivery_seconds_count 1", "sluice_ready 1",
        R"(sluice_health{word="healthy"} 1)", "sluice_kafka_reachable 1",
        R"(sluice_oldest_unacknowledged_seconds{client_id="plant-0"} 0)"}) {
    CAPTURE(line);
    CHECK(metrics.find(std::string(line) + '\n') != std::string::npos);
  }
  CHECK(watcher.get("/").body.find("plant-0") != std::string::npos);
}

TEST_CASE("a task whose topics all come from a template becomes ready, and sees an outage before a message comes") {
  Plant plant;
  SluiceProcess sluice(watched(plant).set("mapping.topic", "\"${topic[1]}\""));
  const Watcher watcher(sluice);
  auto session = plant.broker.accept_session();
  REQUIRE(watcher.shows("/readyz", R"({"ready":true)"));
  CHECK_THAT(watcher.get("/readyz").body, Catch::Contains(R"("kafka":{"reachable":true,"topics":[]})"));
  plant.kafka.set_down();
  CHECK(watcher.wait_for("/readyz", R"("reachable":false)").find("Kafka cannot be reached") != std::string::npos);
  plant.kafka.set_up();
  CHECK(watcher.shows("/readyz", R"({"ready":true)"));
}

TEST_CASE("an outage of Kafka is seen, and its end too, also while no message comes") {
  Plant plant;
  SluiceProcess sluice(watched(plant));
  const Watcher watcher(sluice);
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "warm")).expect_puback(1);
  REQUIRE(watcher.shows("/readyz", R"("ready":true)"));
  plant.kafka.set_down();
  session.peer.send_publish(message(2, "x"));
  const std::string away = watcher.wait_for("/readyz", R"("reachable":false)");
  CHECK(away.find("Kafka cannot be reached") != std::string::npos);
  CHECK(watcher.get("/healthz").status == 200);
  CHECK(watcher.shows("/metrics", "sluice_window_messages{client_id=\"plant-0\"} 1"));
  CHECK(watcher.shows("/status.json", "\"name\":\"kafka_unreachable\""));
  plant.kafka.set_up();
  session.peer.expect_puback(2);
  CHECK(watcher.shows("/readyz", R"("ready":true)"));
}

TEST_CASE("a lost connection is a reason, is counted, and is over when it is back") {
  Plant plant;
  SluiceProcess sluice(watched(plant));
  const Watcher watcher(sluice);
  auto session = plant.broker.accept_session();
  REQUIRE(watcher.shows("/readyz", R"("ready":true)"));
  session.peer.send_disconnect(0x8B);
  session.peer.close();
  CHECK(watcher.shows("/readyz", "0x8B Server shutting down"));
  CHECK(watcher.shows("/metrics", R"(sluice_disconnects_total{reason="server_shutting_down"} 1)"));
  auto second = plant.broker.accept_session();
  CHECK(watcher.shows("/readyz", R"("ready":true)"));
  CHECK(watcher.shows("/metrics", R"(sluice_connects_total{client_id="plant-0"} 2)"));
}

TEST_CASE("messages are counted by the route that took them") {
  Plant plant;
  plant.kafka.create_topic("alarms", 1);
  SluiceProcess sluice(watched(plant)
                           .set("mapping.where", "$topic <> 'load/unwanted'")
                           .set("mapping.routes", "[{filter: load/alarm, topic: alarms}, {filter: load/never}]"));
  const Watcher watcher(sluice);
  auto session = plant.broker.accept_session();
  std::uint16_t packet_id = 0;
  for (const char* topic : {"load/alarm", "load/1", "load/alarm", "load/2", "load/unwanted", "load/3"}) {
    session.peer.send_publish(Publish{.topic = topic, .payload = "x", .packet_id = ++packet_id, .properties = {}});
  }
  session.peer.expect_pubacks({1, 2, 3, 4, 5, 6});
  const std::string text = watcher.wait_for("/metrics", R"(sluice_messages_routed_total{route="none"} 3)");
  CHECK_THAT(text, Catch::Contains(R"(sluice_messages_routed_total{route="none"} 3)") &&
                       Catch::Contains(R"(sluice_messages_routed_total{route="0"} 2)") &&
                       Catch::Contains(R"(sluice_messages_routed_total{route="1"} 0)"));
}

TEST_CASE("while a task stops it is not ready, and still answers") {
  Plant plant;
  SluiceProcess sluice(watched(plant));
  const Watcher watcher(sluice);
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "warm")).expect_puback(1);
  REQUIRE(watcher.shows("/readyz", R"("ready":true)"));
  plant.kafka.set_down();
  session.peer.send_publish(message(2, "x"));
  REQUIRE(watcher.shows("/metrics", R"(sluice_window_messages{client_id="plant-0"} 1)"));
  sluice.terminate();
  CHECK(watcher.shows("/readyz", "the task is stopping"));
  CHECK(watcher.get("/readyz").status == 503);
  CHECK(watcher.get("/healthz").status == 200);
  plant.kafka.set_up();
  session.peer.expect_puback(2);
  session.peer.expect_disconnect();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
  CHECK_FALSE(port_is_open(watcher.port));
}

TEST_CASE("a port that is taken, and an address of another machine, end the start with the remedy") {
  Plant plant;
  const Listener taken;
  const std::string port = std::to_string(taken.port());
  SluiceProcess busy(plant.file().set("operations.listen", "127.0.0.1:" + port));
  busy.wait_for_log({"event=stopped", "operations.listen: 127.0.0.1:" + port +
                                          " is in use by another process; end that one, or choose another port"});
  CHECK(busy.exit_code() == 1);
  SluiceProcess foreign(plant.file().set("operations.listen", "192.0.2.1:9464"));
  foreign.wait_for_log({"event=stopped", "operations.listen: 192.0.2.1:9464 is no address of this machine"});
  CHECK(foreign.exit_code() == 2);
}

TEST_CASE("what is shown has no secret in it") {
  Plant plant;
  SluiceProcess sluice(watched(plant).set("mqtt.username", "u").set("mqtt.password", "hunter2hunter2"));
  const Watcher watcher(sluice);
  for (const char* path : {"/", "/status.json", "/readyz", "/metrics"}) {
    const HttpAnswer answer = watcher.get(path);
    CHECK(answer.body.find("hunter2") == std::string::npos);
  }
  CHECK(watcher.get("/status.json").body.find(R"(password: \"***\")") != std::string::npos);
}

}  // namespace sluice::test
