// SPDX-License-Identifier: Apache-2.0
#include "mapping/payload_document.hpp"

#include <simdjson.h>

#include <optional>

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

Value value_of(const dom::element& element) {
  switch (element.type()) {
    case dom::element_type::STRING: return std::string_view(element.get_string().value_unsafe());
    case dom::element_type::INT64: return element.get_int64().value_unsafe();
    case dom::element_type::UINT64: return static_cast<double>(element.get_uint64().value_unsafe());
    case dom::element_type::DOUBLE: return element.get_double().value_unsafe();
    case dom::element_type::BOOL: return element.get_bool().value_unsafe();
    default: return Null();
  }
}

}  // namespace

struct PayloadDocument::State {
  std::string_view payload;
  Progress progress = Progress::untouched;
  dom::parser parser;
  dom::element root;
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
  State& state = *state_;
  if (state.progress == Progress::untouched) {
    const auto error = state.parser.parse(state.payload.data(), state.payload.size()).get(state.root);
    state.progress = error == simdjson::SUCCESS ? Progress::parsed : Progress::not_json;
  }
  if (state.progress == Progress::not_json) return Null();
  std::optional<dom::element> here = state.root;
  for (const PathStep& step : path) {
    here = step_into(*here, step);
    if (!here) return Null();
  }
  return value_of(*here);
}

}  // namespace sluice
