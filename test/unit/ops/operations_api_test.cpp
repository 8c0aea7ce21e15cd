// SPDX-License-Identifier: Apache-2.0
#include "ops/operations_api.hpp"

#include <catch2/catch.hpp>

namespace sluice {
namespace {

struct Desk {
  TaskStatus status;
  std::vector<std::string> commands;
  OperationsApi api{{[this] { return status; }, [] { return TaskMetrics{}; },
                     [this](OperationsApi::Command command, const std::string& by) {
                       commands.push_back((command == OperationsApi::Command::pause ? "pause " : "resume ") + by);
                     }},
                    {*AddressRange::parse("127.0.0.1"), *AddressRange::parse("10.0.0.0/8")},
                    "box"};

  HttpResponse ask(const std::string& method, const std::string& path, const std::string& peer = "127.0.0.1",
                   const std::string& origin = "", const std::string& host = "box:9464") {
    return api.answer({method, path, peer, host, origin});
  }
};

std::string header(const HttpResponse& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace

TEST_CASE("a task is alive while its threads move, whatever else is wrong") {
  Desk desk;
  CHECK(desk.ask("GET", "/healthz").status == 200);
  CHECK(desk.ask("GET", "/healthz").body == "{\"status\":\"alive\"}\n");
  desk.status.alive = false;
  desk.status.reasons = {"the thread of connection c has not moved"};
  CHECK(desk.ask("GET", "/healthz").status == 503);
  CHECK(desk.ask("GET", "/healthz").body ==
        "{\"status\":\"stuck\",\"reasons\":[\"the thread of connection c has not moved\"]}\n");
}

TEST_CASE("readiness is a status code for programs and a body for people") {
  Desk desk;
  desk.status.reasons = {"Kafka is away"};
  const auto not_ready = desk.ask("GET", "/readyz");
  CHECK(not_ready.status == 503);
  CHECK(not_ready.body == R"({"ready":false,"health":"abnormal","paused":false,"reasons":["Kafka is away"],)"
                          R"("kafka":{"reachable":false,"topics":[]},"connections":[]})"
                          "\n");
  desk.status.ready = true;
  CHECK(desk.ask("GET", "/readyz").status == 200);
  CHECK(desk.ask("HEAD", "/readyz").status == 200);
}

TEST_CASE("each path has its type, and nothing is kept by anybody in between") {
  Desk desk;
  CHECK(desk.ask("GET", "/metrics").content_type == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(desk.ask("GET", "/status.json").content_type == "application/json");
  const auto page = desk.ask("GET", "/");
  CHECK(page.content_type == "text/html; charset=utf-8");
  CHECK(page.body.starts_with("<!doctype html>"));
  CHECK_FALSE(header(page, "Content-Security-Policy").empty());
  CHECK(header(page, "Cache-Control") == "no-store");
}

TEST_CASE("unknown paths and methods are told what there is") {
  Desk desk;
  const auto unknown = desk.ask("GET", "/metric");
  CHECK(unknown.status == 404);
  CHECK(unknown.body ==
        "{\"error\":\"there is nothing at /metric; there is /metrics, /healthz, /readyz, /status.json, /, /pause, "
        "/resume\"}\n");
  const auto wrong = desk.ask("GET", "/pause");
  CHECK(wrong.status == 405);
  CHECK(wrong.body == "{\"error\":\"/pause takes POST, not GET\"}\n");
  CHECK(header(wrong, "Allow") == "POST");
  CHECK(header(desk.ask("POST", "/metrics"), "Allow") == "GET, HEAD");
  CHECK(desk.commands.empty());
}

TEST_CASE("pause and resume are taken from the addresses of operations.control alone") {
  Desk desk;
  CHECK(desk.ask("POST", "/pause").body == "{\"paused\":true}\n");
  CHECK(desk.ask("POST", "/resume", "10.9.8.7").body == "{\"paused\":false}\n");
  CHECK(desk.commands == std::vector<std::string>{"pause 127.0.0.1", "resume 10.9.8.7"});
  const auto refused = desk.ask("POST", "/pause", "192.0.2.1");
  CHECK(refused.status == 403);
  CHECK(refused.body ==
        "{\"error\":\"POST /pause is not taken from 192.0.2.1: add it to operations.control, which has 127.0.0.1, "
        "10.0.0.0/8\"}\n");
  CHECK(desk.commands.size() == 2);
}

TEST_CASE("a page of somebody else's in a browser of this machine cannot pause the task") {
  Desk desk;
  CHECK(desk.ask("POST", "/pause", "127.0.0.1", "http://box:9464").status == 200);
  const auto refused = desk.ask("POST", "/pause", "127.0.0.1", "https://evil.example");
  CHECK(refused.status == 403);
  CHECK(refused.body ==
        "{\"error\":\"POST /pause is not taken from a page of https://evil.example: use the task's own status page, or "
        "a program that sends no Origin header\"}\n");
  CHECK(desk.commands.size() == 1);
}

TEST_CASE("nor can a page whose name leads to us since it was opened, though the browser takes it for ours") {
  Desk desk;
  const auto post = [&](const std::string& host, const std::string& scheme = "http://") {
    return desk.ask("POST", "/pause", "127.0.0.1", scheme + host, host);
  };
  for (const char* own : {"box:9464", "localhost:9464", "localhost", "127.0.0.1:9464", "[::1]:9464", "10.1.2.3"}) {
    CAPTURE(own);
    CHECK(post(own).status == 200);
  }
  CHECK(post("127.0.0.1:9464", "https://").status == 200);
  const std::size_t taken = desk.commands.size();
  for (const char* other : {"evil.example:9464", "127.0.0.1.evil.example:9464", "localhost.evil.example", "[evil]:9464",
                            "[::1", "box.evil.example:9464", ""}) {
    CAPTURE(other);
    CHECK(post(other).status == 403);
  }
  CHECK(post("evil.example:9464").body ==
        "{\"error\":\"POST /pause is not taken from a page that was opened as evil.example:9464: any site can give "
        "itself a name that leads here; open the status page by an address, as localhost, or by the name in "
        "operations.listen\"}\n");
  CHECK(desk.commands.size() == taken);
  // A program asks by whatever name it knows.
  CHECK(desk.ask("POST", "/resume", "127.0.0.1", "", "plant.svc:9464").status == 200);
}

}  // namespace sluice
