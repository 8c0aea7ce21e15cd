// SPDX-License-Identifier: Apache-2.0
#include "mqtt/broker_list.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace sluice {
namespace {

using Move = BrokerList::Move;

BrokerList list_of(std::size_t count, bool follows = true) {
  MqttConfig config;
  for (std::size_t i = 0; i < count; ++i) config.brokers.push_back({"host" + std::to_string(i), 1883});
  config.follow_redirects = follows;
  return BrokerList(config);
}

TEST_CASE("the list goes round, and says when it is at its end") {
  BrokerList list = list_of(3);
  CHECK(list.current().text() == "mqtt://host0:1883");
  CHECK(list.advance());
  CHECK(list.current().text() == "mqtt://host1:1883");
  CHECK(list.advance());
  CHECK_FALSE(list.advance());
  CHECK(list.current().text() == "mqtt://host0:1883");
  list.advance();
  list.restart();
  CHECK(list.current().text() == "mqtt://host0:1883");
}

TEST_CASE("a Server Reference names a host, perhaps a port, perhaps several") {
  struct Case {
    std::string reference;
    std::string goes_to;  ///< empty: nowhere
  };
  const auto c = GENERATE(values<Case>({
      {"other", "mqtt://other:1883"},
      {"other:1884", "mqtt://other:1884"},
      {"[::1]:1884", "mqtt://[::1]:1884"},
      {"first:1 second:2", "mqtt://first:1"},
      {"bad:port second:2", "mqtt://second:2"},
      {"mqtt://sneaky:1 second", "mqtt://second:1883"},
      {"", ""},
      {"   ", ""},
      {"user:secret@host", ""},
      {"host:99999", ""},
  }));
  CAPTURE(c.reference);
  BrokerList list = list_of(1);
  CHECK(list.redirect(c.reference, Move::passing) == !c.goes_to.empty());
  CHECK(list.current().text() == (c.goes_to.empty() ? "mqtt://host0:1883" : c.goes_to));
}

TEST_CASE("a passing redirect holds for one connection, a lasting one until it fails") {
  BrokerList passing = list_of(2);
  REQUIRE(passing.redirect("other", Move::passing));
  passing.on_ready();
  passing.restart();
  CHECK(passing.current().text() == "mqtt://host0:1883");

  BrokerList lasting = list_of(2);
  REQUIRE(lasting.redirect("other", Move::lasting));
  lasting.on_ready();
  lasting.restart();
  CHECK(lasting.current().text() == "mqtt://other:1883");
  CHECK_FALSE(lasting.advance());
  CHECK(lasting.current().text() == "mqtt://host0:1883");
}

TEST_CASE("three redirects may follow each other, a fourth is not followed") {
  BrokerList list = list_of(1);
  for (const char* host : {"a", "b", "c"}) REQUIRE(list.redirect(host, Move::passing));
  CHECK_FALSE(list.redirect("d", Move::passing));
  CHECK(list.current().host == "c");
  list.on_ready();
  CHECK(list.redirect("d", Move::passing));
}

TEST_CASE("a redirect is followed after each pause, however often the server it names did not answer") {
  BrokerList list = list_of(1);
  const Move move = GENERATE(Move::passing, Move::lasting);
  for (int tries = 0; tries < 5; ++tries) {
    CAPTURE(tries);
    REQUIRE(list.redirect("other", move));
    CHECK(list.current().host == "other");
    CHECK_FALSE(list.advance());
    CHECK(list.current().host == "host0");
  }
}

TEST_CASE("nothing is followed unless mqtt.follow_redirects says so") {
  BrokerList list = list_of(1, false);
  CHECK_FALSE(list.redirect("other", Move::lasting));
  CHECK(list.current().host == "host0");
}

}  // namespace
}  // namespace sluice
