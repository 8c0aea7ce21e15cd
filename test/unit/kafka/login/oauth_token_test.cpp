// SPDX-License-Identifier: Apache-2.0
#include "kafka/login/oauth_token.hpp"

#include <catch2/catch.hpp>

#include "support/token_endpoint.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using Seconds = std::chrono::seconds;
using SystemTime = std::chrono::system_clock::time_point;

// {"alg":"none"} . {"sub":"plant","exp":2000000000} .
const std::string token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwbGFudCIsImV4cCI6MjAwMDAwMDAwMH0.c2ln";
constexpr SystemTime now{Seconds(1'900'000'000)};

std::string answer_with(const std::string& members, const std::string& value = token) {
  return R"({"access_token":")" + value + R"(","token_type":"Bearer")" + members + '}';
}

std::string fault_of(const std::string& answer) { return read_token_answer(answer, "me", now).error(); }

TEST_CASE("a JSON Web Token says whose it is and until when; blanks around it do not belong to it") {
  const auto read = read_web_token("  " + token + "\r\n");
  REQUIRE(read);
  CHECK(read->value == token);
  CHECK(read->principal == "plant");
  CHECK(read->end == SystemTime(2'000'000'000s));
  // Of each length that base64url has, padding left out.
  for (const std::string subject : {"p", "pl", "pla", "a>b?c"}) {
    CHECK(read_web_token(test::unsigned_token(subject, 60s))->principal == subject);
  }
}

TEST_CASE("what is no JSON Web Token is refused without showing it") {
  CHECK(read_web_token(" \n").error() == "it is empty");
  for (const char* text : {"hunter2", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwbGFudCJ9", "a..b", "...",
                           "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwbGFudCJ9 .x"}) {
    CAPTURE(text);
    CHECK(read_web_token(text).error() == "it is no JSON Web Token");
  }
  CHECK(read_web_token("eyJhbGciOiJub25lIn0.eyJzdWIiOiJwbGFudCJ9.").error() ==
        "it does not say until when it lasts (`exp`)");
}

TEST_CASE("a token of an endpoint lasts as the answer says, else as it says itself, else five minutes") {
  CHECK(read_token_answer(answer_with(R"(,"expires_in":60)"), "me", now)->end == now + 60s);
  CHECK(read_token_answer(answer_with(R"(,"expires_in":"60")"), "me", now)->end == now + 60s);
  CHECK(read_token_answer(answer_with(""), "me", now)->end == SystemTime(2'000'000'000s));
  for (const char* life : {"-1", "0", "null", "\"soon\"", "{}", "\"1.5\""}) {
    CAPTURE(life);
    CHECK(read_token_answer(answer_with(std::string(R"(,"expires_in":)") + life, "opaque"), "me", now)->end ==
          now + 5min);
  }
  // Beyond all clocks, and not overflown.
  CHECK(read_token_answer(answer_with(R"(,"expires_in":1e300)"), "me", now)->end > now + 24h * 365);
}

TEST_CASE("a token that says nothing of itself belongs to the client that asked") {
  const auto read = read_token_answer(answer_with("", "opaque-~+/="), "me", now);
  CHECK(read->value == "opaque-~+/=");
  CHECK(read->principal == "me");
  CHECK(read_token_answer(answer_with(""), "me", now)->principal == "plant");
}

TEST_CASE("an answer without a token is refused") {
  for (const char* answer :
       {"", "<html>", "[]", "{}", R"({"access_token":7})", R"({"access_token":""})", "{\"access_token"}) {
    CAPTURE(answer);
    CHECK(fault_of(answer) == "the answer has no `access_token`");
  }
  CHECK(fault_of(std::string(100'000, '[')) == "the answer has no `access_token`");
  CHECK(fault_of(answer_with("", "two words")) == "the `access_token` has characters that a token cannot have");
  CHECK(fault_of(answer_with("", "a\\u0001b")) == "the `access_token` has characters that a token cannot have");
}

TEST_CASE("why an endpoint refuses is read from its answer") {
  CHECK(refusal_in(R"({"error":"invalid_client","error_description":"unknown\nclient"})") ==
        "invalid_client: unknown?client");
  CHECK(refusal_in(R"({"error":"invalid_scope"})") == "invalid_scope");
  CHECK(refusal_in(R"({"message":"no"})").empty());
  CHECK(refusal_in("<html>Forbidden</html>").empty());
}

}  // namespace
}  // namespace sluice
