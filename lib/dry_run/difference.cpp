// SPDX-License-Identifier: Apache-2.0
#include "dry_run/difference.hpp"

#include <algorithm>

#include "core/overload.hpp"
#include "dry_run/json_document.hpp"
#include "dry_run/node_json.hpp"
#include "dry_run/readable.hpp"
#include "dry_run/record_json.hpp"
#include "mapping/base64.hpp"
#include "mapping/json_text.hpp"

namespace sluice {

namespace {

constexpr std::size_t shown_bytes_max = 160;
constexpr std::size_t shown_before_difference = 40;

std::string shown(std::string_view bytes) {
  std::string text;
  if (!is_utf8(bytes)) return "base64 " + encode_base64(bytes);
  append_json_string(text, bytes);
  return text;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Of a long text the part from `begin` on, cut between characters.
std::string shown_part(std::string_view bytes, std::size_t begin) {
  if (!is_utf8(bytes)) return shown(bytes.substr(std::min(begin, bytes.size()), shown_bytes_max));
  while (begin > 0 && begin < bytes.size() && is_continuation(bytes[begin])) --begin;
  std::size_t end = std::min(bytes.size(), begin + shown_bytes_max);
  while (end < bytes.size() && is_continuation(bytes[end])) --end;
  begin = std::min(begin, end);
  const std::string before = begin > 0 ? "... " : "";
  return before + shown(bytes.substr(begin, end - begin)) + (end < bytes.size() ? " ..." : "");
}

Difference difference_of(std::string what, std::string_view expected, std::string_view actual) {
  const auto [a, b] = std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end());
  const auto same = static_cast<std::size_t>(a - expected.begin());
  const bool is_long = std::max(expected.size(), actual.size()) > shown_bytes_max;
  if (!is_long) return {std::move(what), shown(expected), shown(actual)};
  const std::size_t begin = same > shown_before_difference ? same - shown_before_difference : 0;
  return {what + ", from byte " + std::to_string(same) + " on", shown_part(expected, begin), shown_part(actual, begin)};
}

/// What became of the message, in a few words.
std::string summary(const Mapped& mapped) {
  return std::visit(Overload{[](const KafkaRecord& record) { return "a record for topic " + shown(record.topic); },
                             [](const Dropped&) { return std::string("dropped: mapping.where is not true of it"); },
                             [](const Rejection& rejection) {
                               return "rejected, " + std::string(to_text(rejection.stage)) + ": " + rejection.code +
                                      ": " + rejection.reason;
                             }},
                    mapped);
}

/// Compares a record with its expectation, key by key.
class RecordComparison {
 public:
  RecordComparison(const ExpectedRecord& expected, const DryResult& result)
      : expected_(expected), actual_(std::get<KafkaRecord>(result.mapped)), route_(result.route) {}

  std::vector<Difference> compare() {
    compare_text("topic", expected_.topic, actual_.topic);
    compare_key();
    compare_timestamp();
    compare_headers();
    compare_some_headers();
    compare_text("value", expected_.value, actual_.value);
    compare_json();
    const std::string route = route_ ? std::to_string(*route_) : "none";
    if (expected_.route && *expected_.route != route) found_.push_back({"route", *expected_.route, route});
    return std::move(found_);
  }

 private:
  void compare_text(const char* what, const std::optional<std::string>& expected, std::string_view actual) {
    if (expected && *expected != actual) found_.push_back(difference_of(what, *expected, actual));
  }

  void compare_key() {
    if (!expected_.key || expected_.key->bytes == actual_.key) return;
    if (expected_.key->bytes && actual_.key) {
      found_.push_back(difference_of("key", *expected_.key->bytes, *actual_.key));
    } else {
      found_.push_back({"key", expected_.key->bytes ? shown(*expected_.key->bytes) : "none",
                        actual_.key ? shown(*actual_.key) : "none"});
    }
  }

  void compare_timestamp() {
    if (!expected_.timestamp_ms || *expected_.timestamp_ms == actual_.timestamp_ms) return;
    const auto text = [](std::int64_t ms) { return std::to_string(ms) + ", " + time_text(ms); };
    found_.push_back({"timestamp", text(*expected_.timestamp_ms), text(actual_.timestamp_ms)});
  }

  void compare_headers() {
    if (!expected_.headers) return;
    const auto& expected = *expected_.headers;
    const auto& actual = actual_.headers;
    for (std::size_t i = 0; i < std::max(expected.size(), actual.size()); ++i) {
      if (i < expected.size() && i < actual.size() && expected[i].first == actual[i].name &&
          expected[i].second == actual[i].value) {
        continue;
      }
      found_.push_back({"headers[" + std::to_string(i) + ']',
                        i < expected.size() ? header_json(expected[i].first, expected[i].second) : "no further header",
                        i < actual.size() ? header_json(actual[i].name, actual[i].value) : "no further header"});
      return;
    }
  }

  void compare_some_headers() {
    for (const auto& [name, value] : expected_.headers_include) {
      const RecordHeader wanted{name, value};
      if (std::find(actual_.headers.begin(), actual_.headers.end(), wanted) != actual_.headers.end()) continue;
      const std::string others = headers_named(name);
      found_.push_back(
          {"headers_include", header_json(name, value), others.empty() ? "no header of this name" : others});
    }
    for (const std::string& name : expected_.headers_exclude) {
      const std::string others = headers_named(name);
      if (!others.empty()) found_.push_back({"headers_exclude", "no header " + shown(name), others});
    }
  }

  std::string headers_named(std::string_view name) const {
    std::string text;
    for (const RecordHeader& header : actual_.headers) {
      if (header.name == name) text += (text.empty() ? "" : ", ") + header_json(header.name, header.value);
    }
    return text;
  }

  void compare_json() {
    if (!expected_.value_json) return;
    Findings findings;
    const auto value = parse_json(actual_.value, findings);
    if (value && is_same_json(*expected_.value_json, *value)) return;
    if (!value) {
      found_.push_back({"value_json", json_of(*expected_.value_json), "not JSON: " + shown(actual_.value)});
    } else {
      found_.push_back({"value_json", json_of(*expected_.value_json), json_of(*value)});
    }
  }

  const ExpectedRecord& expected_;
  const KafkaRecord& actual_;
  std::optional<std::size_t> route_;
  std::vector<Difference> found_;
};

std::vector<Difference> compare(const ExpectedRejection& expected, const Rejection& actual) {
  std::vector<Difference> found;
  const auto compare_text = [&found](const char* what, const std::optional<std::string>& wanted, std::string_view is) {
    if (wanted && *wanted != is) found.push_back(difference_of(what, *wanted, is));
  };
  compare_text("stage", expected.stage, to_text(actual.stage));
  compare_text("cause", expected.cause, actual.code);
  compare_text("reason", expected.reason, actual.reason);
  return found;
}

}  // namespace

std::vector<Difference> differences(const Expectation& expected, const DryResult& actual) {
  if (const auto* record = std::get_if<ExpectedRecord>(&expected)) {
    if (!std::holds_alternative<KafkaRecord>(actual.mapped)) return {{"result", "a record", summary(actual.mapped)}};
    return RecordComparison(*record, actual).compare();
  }
  if (const auto* rejection = std::get_if<ExpectedRejection>(&expected)) {
    if (const auto* is = std::get_if<Rejection>(&actual.mapped)) return compare(*rejection, *is);
    return {{"result", "rejected" + (rejection->cause ? ": " + *rejection->cause : ""), summary(actual.mapped)}};
  }
  if (std::holds_alternative<Dropped>(actual.mapped)) return {};
  return {{"result", "dropped", summary(actual.mapped)}};
}

}  // namespace sluice
