// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mapping/field_buffer.hpp"
#include "mapping/value.hpp"

namespace sluice {

/// One step of a path into a JSON payload: a member's name, or a place in an array, from 0.
using PathStep = std::variant<std::string, std::size_t>;
using PayloadPath = std::vector<PathStep>;

/// A message's payload as JSON, parsed when first asked for and at most once a message. A payload that is not JSON has
/// no values. Its memory grows to the largest payload asked for and is used again.
class PayloadDocument {
 public:
  PayloadDocument();
  PayloadDocument(PayloadDocument&&) noexcept;
  PayloadDocument& operator=(PayloadDocument&&) noexcept;
  ~PayloadDocument();

  /// Goes on to another payload, which must stand as long as values of it are asked for and used.
  void begin(std::string_view payload);

  /// The scalar at the end of the path; null for what is not there, for objects and arrays, for JSON's null and for
  /// payloads that are not JSON. Integers beyond 64 bits signed are doubles, numbers beyond any double null. Text
  /// stands until the next `begin`.
  Value at(const PayloadPath& path);

  /// What is at the end of the path as text: strings as they are, numbers and flags as `number_text` and JSON write
  /// them (numbers beyond 64 bits or any double as they are), objects and arrays as JSON without spaces. Nothing for
  /// what is not there, for JSON's null and for payloads that are not JSON. A view into this document or into `buffer`.
  std::optional<std::string_view> text_at(const PayloadPath& path, FieldBuffer& buffer);

  /// Whether the whole payload is one JSON value, with spaces around it at most. More than 1,024 levels are not
  /// borne.
  bool is_json();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sluice
