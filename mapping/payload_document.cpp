// SPDX-License-Identifier: Apache-2.0
#include "mapping/payload_document.hpp"

#include <simdjson.h>

#include <optional>

#include "mapping/json_text.hpp"
#include "mapping/wide_numbers.hpp"

namespace sluice {

namespace {

namespace dom = simdjson::dom;

enum class Progress { untouched, parsed, not_json };

std::optional<dom::element> step_into(const dom::element& from, const PathStep& step) {
  dom::element next;
  if (const auto* name = std::get_if<std::string>(&step)) {
    dom::object object;
    if (from.get(object) != simdjson::SUCCESS || object.at_key(*name).get(next) != simdjson::SUCCESS)
      return std::nullopt;
    return next;
  }
  dom::array array;
  if (from.get(array) != simdjson::SUCCESS) return std::nullopt;
  if (array.at(std::get<std::size_t>(step)).get(next) != simdjson::SUCCESS) return std::nullopt;
  return next;
}

/// How strings of a document are to be taken.
enum class Strings { plain, with_wide_numbers };

std::optional<std::string_view> wide_number(std::string_view text, Strings strings) {
  return strings == Strings::plain ? std::nullopt : wide_number_digits(text);
}

Value value_of(const dom::element& element, Strings strings) {
  switch (element.type()) {
    case dom::element_type::STRING: {
      const std::string_view text = element.get_string().value_unsafe();
      const auto digits = wide_number(text, strings);
      return digits ? wide_number_value(*digits) : Value(text);
    }
    case dom::element_type::INT64: return element.get_int64().value_unsafe();
    case dom::element_type::UINT64: return static_cast<double>(element.get_uint64().value_unsafe());
    case dom::element_type::DOUBLE: return element.get_double().value_unsafe();
    case dom::element_type::BOOL: return element.get_bool().value_unsafe();
    default: return Null();
  }
}

std::string_view scalar_text(const dom::element& element, NumberText& number) {
  switch (element.type()) {
    case dom::element_type::INT64: return number_text(element.get_int64().value_unsafe(), number);
    case dom::element_type::UINT64: return number_text(element.get_uint64().value_unsafe(), number);
    case dom::element_type::DOUBLE: return number_text(element.get_double().value_unsafe(), number);
    case dom::element_type::BOOL: return element.get_bool().value_unsafe() ? "true" : "false";
    default: return "null";
  }
}

/// Never deeper than the parser went.
void append_json(std::string& out, const dom::element& element, Strings strings, NumberText& number) {
  dom::object object;
  dom::array array;
  std::string_view text;
  if (element.get(object) == simdjson::SUCCESS) {
    char before = '{';
    for (const dom::key_value_pair& member : object) {
      out += before;
      before = ',';
      append_json_string(out, member.key);
      out += ':';
      append_json(out, member.value, strings, number);
    }
    out += before == '{' ? "{}" : "}";
  } else if (element.get(array) == simdjson::SUCCESS) {
    char before = '[';
    for (const dom::element& item : array) {
      out += before;
      before = ',';
      append_json(out, item, strings, number);
    }
    out += before == '[' ? "[]" : "]";
  } else if (element.get(text) == simdjson::SUCCESS) {
    if (const auto digits = wide_number(text, strings)) {
      out += *digits;
    } else {
      append_json_string(out, text);
    }
  } else {
    out += scalar_text(element, number);
  }
}

}  // namespace

struct PayloadDocument::State {
  std::string_view payload;
  Progress progress = Progress::untouched;
  Strings strings = Strings::plain;
  dom::parser parser;
  dom::element root;

  bool has_parts() const {
    const std::string_view json = trim_json(payload);
    return json.starts_with('{') || json.starts_with('[');
  }

  bool parse() {
    if (progress == Progress::untouched) {
      strings = Strings::plain;
      const auto error = parser.parse(payload.data(), payload.size()).get(root);
      progress = error == simdjson::SUCCESS || parse_wide() ? Progress::parsed : Progress::not_json;
    }
    return progress == Progress::parsed;
  }

  bool parse_wide() {
    if (!has_parts()) return false;
    const auto held = hold_wide_numbers(payload);
    if (!held || parser.parse(*held).get(root) != simdjson::SUCCESS) return false;
    strings = Strings::with_wide_numbers;
    return true;
  }

  std::optional<dom::element> find(const PayloadPath& path) {
    // No path leads into a scalar, and the parser allocates for a number alone.
    if (!path.empty() && !has_parts()) return std::nullopt;
    if (!parse()) return std::nullopt;
    std::optional<dom::element> here = root;
    for (const PathStep& step : path) {
      here = step_into(*here, step);
      if (!here) break;
    }
    return here;
  }
};

PayloadDocument::PayloadDocument() : state_(std::make_unique<State>()) {}
PayloadDocument::PayloadDocument(PayloadDocument&&) noexcept = default;
PayloadDocument& PayloadDocument::operator=(PayloadDocument&&) noexcept = default;
PayloadDocument::~PayloadDocument() = default;

void PayloadDocument::begin(std::string_view payload) {
  state_->payload = payload;
  state_->progress = Progress::untouched;
}

Value PayloadDocument::at(const PayloadPath& path) {
  const auto element = state_->find(path);
  return element ? value_of(*element, state_->strings) : Null();
}

std::optional<std::string_view> PayloadDocument::text_at(const PayloadPath& path, FieldBuffer& buffer) {
  const auto element = state_->find(path);
  if (!element || element->is_null()) return std::nullopt;
  if (element->is_string()) {
    const std::string_view text = element->get_string().value_unsafe();
    return wide_number(text, state_->strings).value_or(text);
  }
  if (!element->is_object() && !element->is_array()) return scalar_text(*element, buffer.number);
  buffer.text.clear();
  append_json(buffer.text, *element, state_->strings, buffer.number);
  return buffer.text;
}

bool PayloadDocument::is_json() {
  if (is_json_number(trim_json(state_->payload))) return true;
  // Newer parsers skip a byte order mark; JSON that is to stand inside other JSON must not have one.
  return state_->parse() && !state_->payload.starts_with("\xEF\xBB\xBF");
}

}  // namespace sluice
