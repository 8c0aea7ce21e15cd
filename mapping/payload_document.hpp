// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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
  /// payloads that are not JSON. Integers beyond 64 bits signed are doubles. Text stands until the next `begin`.
  Value at(const PayloadPath& path);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sluice
