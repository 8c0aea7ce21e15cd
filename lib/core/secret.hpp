// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

namespace sluice {

/// A value that is never printed. Only `reveal()` gives it out, so that every use can be found by name.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

  /// What stands for any secret in texts.
  static constexpr const char* redacted = "***";

 private:
  std::string value_;
};

}  // namespace sluice
