// SPDX-License-Identifier: Apache-2.0
#include "ops/http_server.hpp"

#include <catch2/catch.hpp>

#include "support/http_client.hpp"
#include "support/sockets.hpp"

namespace sluice {
namespace {

using test::http;
using test::Milliseconds;

HttpResponse echo(const HttpRequest& request) {
  return {200, "text/plain", request.method + ' ' + request.path + ' ' + request.peer, {{"X-Odd", "1"}}};
}

std::uint16_t port_of(const HttpServer& server) {
  const std::string url = server.url();
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

std::unique_ptr<HttpServer> start(const ListenAddress& address = {"127.0.0.1", 0}) {
  auto server = HttpServer::start(address, echo);
  REQUIRE(server);
  return std::move(*server);
}

}  // namespace

TEST_CASE("a request is answered, and its connection ends") {
  const auto server = start();
  const auto answer = http(port_of(*server), "GET", "/a?b=c");
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->body == "GET /a 127.0.0.1");
  CHECK(answer->header("Content-Type") == "text/plain");
  CHECK(answer->header("X-Odd") == "1");
  CHECK(answer->header("Connection") == "close");
}

TEST_CASE("HEAD has the headers alone, and what is no HTTP gets 400") {
  const auto server = start();
  const auto head = http(port_of(*server), "HEAD", "/");
  REQUIRE(head);
  CHECK(head->status == 200);
  CHECK(head->body.empty());
  const auto odd = http(port_of(*server), "FROBNICATE", "/");
  REQUIRE(odd);
  CHECK(odd->status == 400);
}

TEST_CASE("a request that is too long is not read to its end") {
  const auto server = start();
  const auto answer = http(port_of(*server), "GET", "/", "X-Long: " + std::string(20'000, 'x') + "\r\n");
  CHECK((!answer || answer->status >= 400));
  CHECK(http(port_of(*server), "GET", "/").value().status == 200);
}

TEST_CASE("clients that send slowly, or nothing, hold up nobody") {
  const auto server = start();
  std::vector<test::Stream> slow;
  for (int i = 0; i < 12; ++i) {
    slow.push_back(test::Stream::connect(port_of(*server)));
    if (i % 2 == 0) REQUIRE(slow.back().send("GET /slow HTTP/1.1\r\nX-"));
  }
  const auto begin = test::Clock::now();
  const auto answer = http(port_of(*server), "GET", "/fast");
  REQUIRE(answer);
  CHECK(answer->body == "GET /fast 127.0.0.1");
  CHECK(test::Clock::now() - begin < Milliseconds{1'900});
  // Those are given up after a while, whether others come or not.
  for (test::Stream& stream : slow) {
    while (true) {
      const auto bytes = stream.receive(Milliseconds{5'000});
      REQUIRE(bytes);
      if (bytes->empty()) break;
    }
  }
}

TEST_CASE("a probe is answered within its second although a hundred silent clients came before it") {
  const auto server = start();
  std::vector<test::Stream> silent;
  for (int i = 0; i < 110; ++i) {
    silent.push_back(test::Stream::connect(port_of(*server)));
    if (i % 2 == 0) REQUIRE(silent.back().send("GET /slow HTTP/1.1\r\nX-"));
  }
  const auto begin = test::Clock::now();
  const auto answer = http(port_of(*server), "GET", "/healthz");
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(test::Clock::now() - begin < Milliseconds{1'000});
}

TEST_CASE("the end does not wait for clients") {
  auto server = start();
  const auto idle = test::Stream::connect(port_of(*server));
  const std::uint16_t port = port_of(*server);
  const auto begin = test::Clock::now();
  server.reset();
  CHECK(test::Clock::now() - begin < Milliseconds{1'500});
  CHECK_FALSE(test::port_is_open(port));
}

TEST_CASE("a port can be taken again at once, but not by two at a time") {
  auto first = start();
  const std::uint16_t port = port_of(*first);
  CHECK(http(port, "GET", "/"));
  const auto second = HttpServer::start({"127.0.0.1", port}, echo);
  REQUIRE_FALSE(second);
  CHECK(second.error().text == "operations.listen: 127.0.0.1:" + std::to_string(port) +
                                   " is in use by another process; end that one, or choose another port (0: any free "
                                   "one)");
  CHECK_FALSE(second.error().is_setting_at_fault);
  first.reset();
  CHECK(http(port_of(*start({"127.0.0.1", port})), "GET", "/"));
}

TEST_CASE("an address that this machine has not is a fault of the setting") {
  const auto foreign = HttpServer::start({"192.0.2.1", 9464}, echo);
  REQUIRE_FALSE(foreign);
  CHECK(
      foreign.error().text ==
      "operations.listen: 192.0.2.1:9464 is no address of this machine; write 127.0.0.1, an address that `ip address` "
      "shows, or 0.0.0.0 or [::] for all of them");
  CHECK(foreign.error().is_setting_at_fault);
  const auto unknown = HttpServer::start({"no-such-host.invalid", 9464}, echo);
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().text.starts_with("operations.listen: the host `no-such-host.invalid` is not known ("));
  CHECK(unknown.error().is_setting_at_fault);
}

TEST_CASE("peers of a dual-stack listener are known by their IPv4 address") {
  auto server = HttpServer::start({"::", 0}, echo);
  if (!server) return;  // a machine without IPv6
  CHECK(http(port_of(**server), "GET", "/").value().body == "GET / 127.0.0.1");
}

}  // namespace sluice
