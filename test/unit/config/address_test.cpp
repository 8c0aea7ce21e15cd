// SPDX-License-Identifier: Apache-2.0
#include "config/address.hpp"

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("a broker address is a scheme, a host and perhaps a port") {
  struct Case {
    std::string_view url;
    std::string_view host;
    int port;
    std::string_view text;
  };
  for (const Case& c : {Case{"mqtt://broker", "broker", 1883, "mqtt://broker:1883"},
                        Case{"mqtt://10.0.0.1:1884", "10.0.0.1", 1884, "mqtt://10.0.0.1:1884"},
                        Case{"mqtt://[::1]", "::1", 1883, "mqtt://[::1]:1883"},
                        Case{"mqtt://[fe80::1%eth0]:1", "fe80::1%eth0", 1, "mqtt://[fe80::1%eth0]:1"}}) {
    CAPTURE(c.url);
    const auto url = parse_broker_url(c.url);
    REQUIRE(url);
    CHECK(url->host == c.host);
    CHECK(url->port == c.port);
    CHECK(url->text() == c.text);
  }
}

TEST_CASE("a broker address with TLS has its own scheme and port") {
  CHECK(parse_broker_url("mqtts://broker").value().text() == "mqtts://broker:8883");
  CHECK(parse_broker_url("mqtts://[::1]:8884").value().text() == "mqtts://[::1]:8884");
  CHECK(parse_broker_url("mqtts://broker").value().tls);
  CHECK_FALSE(parse_broker_url("mqtt://broker").value().tls);
}

TEST_CASE("what is no broker address says why") {
  struct Case {
    std::string_view url;
    std::string_view text;
  };
  for (const Case& c : {Case{"broker", "`broker` has no scheme"}, Case{"mqtt://", "`` has no host"},
                        Case{"tcp://broker", "`tcp://broker` has the unknown scheme `tcp`"},
                        Case{"mqtts://broker:x", "`broker:x` has no valid port: `:x`"},
                        Case{"wss://broker", "`wss://broker` asks for WebSocket, which is not spoken here"},
                        Case{"mqtt://broker:0", "`broker:0` has no valid port: `:0`"},
                        Case{"mqtt://broker:", "`broker:` has no valid port: `:`"},
                        Case{"mqtt://bro ker", "`bro ker` has a host that cannot be one"},
                        Case{"mqtt://[::1]1883", "`[::1]1883` has no valid port: `1883`"},
                        Case{"mqtt://::1", "`::1` has more than one `:`"},
                        Case{"mqtt://broker/", "`mqtt://broker/` has something behind host and port"},
                        Case{"mqtt://u:hunter2@broker",
                             "the address has a user in front of the `@`: credentials do not belong into it"}}) {
    CAPTURE(c.url);
    CHECK(parse_broker_url(c.url).error().text == c.text);
  }
}

TEST_CASE("a Kafka address is a host and a port") {
  CHECK(parse_kafka_address("broker:9092").value() == "broker:9092");
  CHECK(parse_kafka_address("[::1]:9092").value() == "[::1]:9092");
  CHECK(parse_kafka_address("broker").error().hint == "write `broker:9092`");
  CHECK(parse_kafka_address("u:hunter2@broker:9092").error().text ==
        "the address has a user in front of the `@`: credentials do not belong into it");
}

TEST_CASE("an address of HTTPS has a host, and a port and a path if need be") {
  CHECK(parse_http_url("https://login.example").value().text() == "https://login.example:443/");
  CHECK(parse_http_url("http://login.example/a/b").value().text() == "http://login.example:80/a/b");
  CHECK(parse_http_url("https://[::1]:8443/token").value().text() == "https://[::1]:8443/token");
  const HttpUrl with_query = parse_http_url("https://h?tenant=hunter2").value();
  CHECK(with_query.target == "/?tenant=hunter2");
  CHECK(with_query.text() == "https://h:443/");
  struct Case {
    const char* url;
    const char* text;
  };
  for (const Case& c :
       {Case{"login.example/token", "`login.example/token` is no address of HTTPS"},
        Case{"ftp://h", "`ftp://h` is no address of HTTPS"}, Case{"", "`` is no address of HTTPS"},
        Case{"https://", "`` has no host"}, Case{"https://h:0/x", "`h:0` has no valid port: `:0`"},
        Case{"https://u:hunter2@h/x", "the address has an `@`, as in front of a host where credentials do not belong"},
        Case{"https://h/a b", "`https://h/a b` has a space, a `#` or a character beyond ASCII behind the host"},
        Case{"https://h#x", "`https://h#x` has a space, a `#` or a character beyond ASCII behind the host"}}) {
    CAPTURE(c.url);
    CHECK(parse_http_url(c.url).error().text == c.text);
  }
}

TEST_CASE("a listener is a host and a port; without host it is for this machine alone") {
  CHECK(parse_listen_address("0.0.0.0:9464").value().text() == "0.0.0.0:9464");
  CHECK(parse_listen_address("[::]:9464").value().text() == "[::]:9464");
  CHECK(parse_listen_address("box:0").value().text() == "box:0");
  CHECK(parse_listen_address(":9464").value().text() == "127.0.0.1:9464");
  CHECK(parse_listen_address("9464").error().text == "`9464` has no port");
  CHECK(parse_listen_address("http://box:9464").error().text ==
        "`http://box:9464` has a scheme: a listener is host and port");
  CHECK(parse_listen_address("box:70000").error().text == "`box:70000` has no valid port: `:70000`");
  CHECK(parse_listen_address("::1:9464").error().text == "`::1:9464` has more than one `:`");
}
