// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "mapping/value.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace sluice {

/// SQLite as the judge of conditions. Beside its own language it knows
///   num(x)   a number as it is, a text that is one as a number, else NULL
///   flag(x)  1 and 0 of the texts true and false in any letter case, integers as they are, else NULL
/// and its LIKE minds letter case. Throws std::runtime_error with SQLite's text.
class ConditionOracle {
 public:
  ConditionOracle();
  ConditionOracle(const ConditionOracle&) = delete;
  ConditionOracle& operator=(const ConditionOracle&) = delete;
  ~ConditionOracle();

  void prepare(const std::string& expression);

  /// The prepared expression with ?1, ?2, ... as the values; nothing is NULL.
  std::optional<bool> evaluate(std::span<const Value> values);

 private:
  void check(int code) const;
  void bind(int index, const Value& value);

  sqlite3* database_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace sluice
