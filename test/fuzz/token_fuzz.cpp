// SPDX-License-Identifier: Apache-2.0
// Any bytes as the answer of a token endpoint, as a token's claims, and as a token.
#include <cstdlib>
#include <string>

#include "kafka/login/oauth_token.hpp"
#include "mapping/base64.hpp"

namespace {

using namespace sluice;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const Result<OauthToken>& token) {
  if (!token) return require(!token.error().empty());
  require(!token->value.empty() && token->value.find_first_of(" \x01\r\n") == std::string::npos);
  require(token->end > std::chrono::system_clock::time_point{});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::chrono::system_clock::time_point now{std::chrono::seconds(1'900'000'000)};
  check(read_token_answer(text, "me", now));
  check(read_web_token(text));
  const std::string claims = encode_base64(text);
  const std::string token = "x." + claims.substr(0, claims.find('=')) + ".y";
  check(read_web_token(token));
  check(read_token_answer(R"({"access_token":")" + token + R"("})", "me", now));
  require(refusal_in(text).find('\n') == std::string::npos);
  return 0;
}
