// SPDX-License-Identifier: Apache-2.0
// The one file that includes SQLite.
#include "condition_oracle.hpp"

#include <sqlite3.h>
#include <strings.h>

#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

namespace sluice {

namespace {

std::string text_of(sqlite3_value* value) {
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
  return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

/// Written in another way than the condition's own: by the C library.
void number_from_text(sqlite3_context* context, const std::string& text) {
  char* end = nullptr;
  const bool spelt = !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string::npos;
  const double real = std::strtod(text.c_str(), &end);
  if (!spelt || *end != '\0' || end == text.c_str() || !std::isfinite(real)) return sqlite3_result_null(context);
  if (text.find_first_of(".eE") == std::string::npos) {
    errno = 0;
    const long long integer = std::strtoll(text.c_str(), &end, 10);
    if (errno == 0) return sqlite3_result_int64(context, integer);
  }
  sqlite3_result_double(context, real);
}

void num(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) != SQLITE_TEXT) return sqlite3_result_value(context, arguments[0]);
  number_from_text(context, text_of(arguments[0]));
}

void flag(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) != SQLITE_TEXT) return sqlite3_result_value(context, arguments[0]);
  const std::string text = text_of(arguments[0]);
  if (strcasecmp(text.c_str(), "true") == 0) return sqlite3_result_int(context, 1);
  if (strcasecmp(text.c_str(), "false") == 0) return sqlite3_result_int(context, 0);
  sqlite3_result_null(context);
}

}  // namespace

ConditionOracle::ConditionOracle() {
  check(sqlite3_open(":memory:", &database_));
  check(sqlite3_exec(database_, "PRAGMA case_sensitive_like = ON", nullptr, nullptr, nullptr));
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
  check(sqlite3_create_function(database_, "num", 1, flags, nullptr, num, nullptr, nullptr));
  check(sqlite3_create_function(database_, "flag", 1, flags, nullptr, flag, nullptr, nullptr));
}

ConditionOracle::~ConditionOracle() {
  sqlite3_finalize(statement_);
  sqlite3_close(database_);
}

void ConditionOracle::check(int code) const {
  if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(database_));
}

void ConditionOracle::prepare(const std::string& expression) {
  sqlite3_finalize(statement_);
  statement_ = nullptr;
  const std::string query = "SELECT " + expression;
  check(sqlite3_prepare_v2(database_, query.c_str(), -1, &statement_, nullptr));
}

void ConditionOracle::bind(int index, const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return check(sqlite3_bind_text(statement_, index, text->data(), static_cast<int>(text->size()), SQLITE_STATIC));
  }
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return check(sqlite3_bind_int64(statement_, index, *integer));
  }
  if (const auto* real = std::get_if<double>(&value)) return check(sqlite3_bind_double(statement_, index, *real));
  if (const auto* boolean = std::get_if<bool>(&value))
    return check(sqlite3_bind_int(statement_, index, *boolean ? 1 : 0));
  check(sqlite3_bind_null(statement_, index));
}

std::optional<bool> ConditionOracle::evaluate(std::span<const Value> values) {
  check(sqlite3_reset(statement_));
  const int wanted = sqlite3_bind_parameter_count(statement_);
  for (int i = 1; i <= wanted; ++i) bind(i, values[static_cast<std::size_t>(i) - 1]);
  if (sqlite3_step(statement_) != SQLITE_ROW) throw std::runtime_error(sqlite3_errmsg(database_));
  if (sqlite3_column_type(statement_, 0) == SQLITE_NULL) return std::nullopt;
  return sqlite3_column_int(statement_, 0) != 0;
}

}  // namespace sluice
