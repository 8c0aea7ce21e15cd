// SPDX-License-Identifier: Apache-2.0
#include "kafka/login/oauth_token.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "config/redact.hpp"
#include "config/source_text.hpp"
#include "mapping/base64.hpp"

namespace sluice {

namespace {

using nlohmann::json;
using SystemTime = std::chrono::system_clock::time_point;

constexpr std::chrono::minutes assumed_life{5};
constexpr double seconds_max = 4e9;  // of the year 2096: no sum overflows the clock

json parse(std::string_view text) { return json::parse(text, nullptr, false); }

/// Empty where it is absent or no text.
std::string text_in(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A number above 0, also one that is written as a text or with a fraction; nothing for what is none.
std::optional<std::chrono::seconds> seconds_in(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end()) return std::nullopt;
  double seconds = -1;
  if (found->is_number()) {
    seconds = found->get<double>();
  } else if (found->is_string()) {
    const auto& text = found->get_ref<const std::string&>();
    std::int64_t whole = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error == std::errc() && end == text.data() + text.size()) seconds = static_cast<double>(whole);
  }
  if (!(seconds > 0)) return std::nullopt;
  return std::chrono::seconds(static_cast<std::int64_t>(std::min(seconds, seconds_max)));
}

/// `b64token` of RFC 6750, 2.1: nothing else may stand in SASL's message.
bool is_token(std::string_view text) {
  const auto is_good = [](char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') || std::string_view("-._~+/=").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_good);
}

/// What the token says of itself; not an object where it is no JSON Web Token.
json claims_of(std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) return {};
  std::string middle(token.substr(first + 1, second - first - 1));
  std::replace(middle.begin(), middle.end(), '-', '+');
  std::replace(middle.begin(), middle.end(), '_', '/');
  middle.append((4 - middle.size() % 4) % 4, '=');
  const auto bytes = decode_base64(middle);
  return bytes ? parse(*bytes) : json();
}

}  // namespace

Result<OauthToken> read_web_token(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  text = text.substr(0, text.find_last_not_of(blanks) + 1);
  if (text.empty()) return failure("it is empty");
  const json claims = claims_of(text);
  if (!is_token(text) || !claims.is_object()) return failure("it is no JSON Web Token");
  const auto end = seconds_in(claims, "exp");
  if (!end) return failure("it does not say until when it lasts (`exp`)");
  return OauthToken{std::string(text), text_in(claims, "sub"), SystemTime(*end)};
}

Result<OauthToken> read_token_answer(std::string_view text, const std::string& client_id, SystemTime now) {
  const json answer = parse(text);
  const std::string value = text_in(answer, "access_token");
  if (value.empty()) return failure("the answer has no `access_token`");
  if (!is_token(value)) return failure("the `access_token` has characters that a token cannot have");
  const json claims = claims_of(value);
  const std::string subject = text_in(claims, "sub");
  SystemTime end = now + assumed_life;
  if (const auto life = seconds_in(answer, "expires_in")) {
    end = now + *life;
  } else if (const auto expiry = seconds_in(claims, "exp")) {
    end = SystemTime(*expiry);
  }
  return OauthToken{value, subject.empty() ? client_id : subject, end};
}

std::string refusal_in(std::string_view text, const std::vector<std::string>& secrets) {
  const json answer = parse(text);
  const std::string error = text_in(answer, "error");
  const std::string description = text_in(answer, "error_description");
  if (error.empty()) return {};
  const auto shown = [&](const std::string& part) { return clipped(redact_text(part, secrets)); };
  return shown(error) + (description.empty() ? "" : ": " + shown(description));
}

}  // namespace sluice
