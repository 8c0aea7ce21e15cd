// SPDX-License-Identifier: Apache-2.0
#include "ops/log.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace sluice {
namespace {

const Event sample{Severity::info,
                   "ready",
                   "subscribed, forwarding",
                   {{"client_id", std::string("a-1")}, {"count", std::int64_t{3}}, {"ratio", 0.5}, {"present", true}}};

TEST_CASE("an event is one line of logfmt") {
  REQUIRE(to_logfmt(sample) ==
          R"(event=ready msg="subscribed, forwarding" client_id=a-1 count=3 ratio=0.5 present=true)");
}

TEST_CASE("values with blanks, quotes or control characters are quoted, so that a line stays a line") {
  const Event event{Severity::warn, "x", "a\nb", {{"topic", std::string("a \"b\"\\\x01")}, {"none", std::string()}}};
  REQUIRE(to_logfmt(event) == R"(event=x msg="a\nb" topic="a \"b\"\\\x01" none="")");
}

TEST_CASE("control characters of two bytes, which terminals obey too, are written out, and other characters are not") {
  const Event event{
      Severity::warn, "x", "\u009b31m", {{"topic", std::string("a\u0085b")}, {"t", std::string("\u00a0é")}}};
  REQUIRE(to_logfmt(event) == "event=x msg=\"\\xc2\\x9b31m\" topic=\"a\\xc2\\x85b\" t=\u00a0é");
  REQUIRE(to_json_members(event) == "\"event\":\"x\",\"msg\":\"\\u009b31m\",\"topic\":\"a\\u0085b\",\"t\":\"\u00a0é\"");
}

TEST_CASE("an event is the members of a JSON object, also with bytes that are no UTF-8") {
  const auto object = nlohmann::json::parse("{" + to_json_members(sample) + "}");
  REQUIRE(object == nlohmann::json{{"event", "ready"},
                                   {"msg", "subscribed, forwarding"},
                                   {"client_id", "a-1"},
                                   {"count", 3},
                                   {"ratio", 0.5},
                                   {"present", true}});
  const Event odd{Severity::warn, "x", "a\xff", {}};
  REQUIRE(nlohmann::json::parse("{" + to_json_members(odd) + "}")["msg"] == "a\uFFFD");
}

}  // namespace
}  // namespace sluice
