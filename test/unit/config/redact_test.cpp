// SPDX-License-Identifier: Apache-2.0
#include "config/redact.hpp"

#include <catch2/catch.hpp>

#include "config/secret_spans.hpp"

using namespace sluice;

TEST_CASE("a key is secret by its name, or nearly so") {
  for (const char* key :
       {"password", "pasword", "passwrod", "Password", "passwd", "pass", "sasl.password", "sasl.pasword",
        "ssl.key.password", "ssl.key.pem", "sasl.jaas.config", "client_secret", "secert", "auth_token"}) {
    CAPTURE(key);
    CHECK(is_secret_key(key));
  }
  for (const char* key :
       {"username", "client_id", "brokers", "sasl.username", "ssl.ca.location", "keep_alive", "task"}) {
    CAPTURE(key);
    CHECK_FALSE(is_secret_key(key));
  }
}

TEST_CASE("a quoted line shows no secret") {
  struct Case {
    std::string line;
    std::string quoted;
  };
  const std::vector<Case> cases{
      {"  pasword: hunter2", "  pasword: ***"},
      {"  password: hunter2 # old: hunter3", "  password: ***"},
      {"  password:hunter2", "  password:***"},
      {"  password=hunter2", "  password=***"},
      {"  \"password\" : \"hun\\\"ter2\"", "  \"password\" : ***"},
      {"# password: hunter2", "# password: ***"},
      {"{username: a, pasword: b, qos: 1}", "{username: a, pasword: ***, qos: 1}"},
      {"{pasword: \"b, c: d\", qos: 1}", "{pasword: ***, qos: 1}"},
      {"{pasword: hun,ter2}", "{pasword: ***}"},
      {"{pasword: hunter2", "{pasword: ***"},
      {"{a: {password: b}}", "{a: {password: ***}}"},
      {"password: ${env:PASSWORD}", "password: ${env:PASSWORD}"},
      {"password: \"${file:/run/secrets/mqtt}\"", "password: \"${file:/run/secrets/mqtt}\""},
      {"password: hunter${env:PASSWORD}", "password: ***"},
      {"- mqtt://user:pa@ss@host:1883", "- mqtt://***@host:1883"},
      {"brokers: [u:hunter2@a:9092]", "brokers: [***@a:9092]"},
      {"username: hunter2", "username: ***"},
      {"task: plant", "task: plant"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.line);
    CHECK(LineQuoter(c.line, {"hunter2"}).quote(1, 1).text == c.quoted);
  }
}

TEST_CASE("lines that continue a secret are hidden") {
  struct Case {
    std::string text;
    std::size_t line;
    std::string quoted;
  };
  const std::vector<Case> cases{
      {"password: |\n  hunter2\n  hunter3\nqos: 1\n", 3, "  ***"},
      {"password: |\n  hunter2\n  hunter3\nqos: 1\n", 4, "qos: 1"},
      {"password:\n- hunter2\nqos: 1\n", 2, "***"},
      {"password:\nhunter2\nqos: 1\n", 2, "***"},
      {"password: \"hunter2\nhunter3\"\nqos: 1\n", 2, "***"},
      {"password: \"hunter2\nhunter3\"\nqos: 1\n", 3, "qos: 1"},
      {"{pasword:\n  hunter2,\n qos: 1}\n", 2, "  ***"},
      {"? password\n: hunter2\nqos: 1\n", 2, "***"},
      {"- password: a\n  qos: 1\n", 2, "  qos: 1"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text, c.line);
    CHECK(LineQuoter(c.text, {}).quote(c.line, 1).text == c.quoted);
  }
}

TEST_CASE("the caret stays at its character when the line in front of it is redacted") {
  const LineQuoter quoter("{pasword: hunter2, qso: 1}", {});
  const auto quote = quoter.quote(1, 20);
  CHECK(quote.text == "{pasword: ***, qso: 1}");
  CHECK(quote.text.substr(quote.caret - 1, 3) == "qso");
  CHECK(quoter.quote(1, 12).caret == 11);
}

TEST_CASE("a long line is cut around the caret") {
  const std::string line = std::string(300, 'a') + 'X' + std::string(300, 'b');
  const auto quote = LineQuoter(line, {}).quote(1, 301);
  CHECK(quote.text.size() == 126);
  CHECK(quote.text[quote.caret - 1] == 'X');
}

TEST_CASE("a long line that begins with half a character is cut at its begin") {
  const std::string line = '\x96' + std::string(300, 'a');
  CHECK(LineQuoter(line, {}).quote(1, 1).text == '?' + std::string(119, 'a') + "...");
}

TEST_CASE("what is known to be secret shows in no text") {
  CHECK(redact_text("`hunter2` is no number", {"hunter2"}) == "`***` is no number");
  CHECK(redact_text("`mqtt://a:hunter3@b` is bad", {}) == "`mqtt://***@b` is bad");
}
