// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sluice {

enum class Severity { debug, info, warn, error };

/// One observable thing: a name that never changes, a sentence for people, and values for programs.
/// The functions of `events.hpp` are the whole vocabulary; each makes one log line.
struct Event {
  using Value = std::variant<std::string, std::int64_t, double, bool>;
  struct Field {
    std::string_view name;
    Value value;
  };

  Severity severity = Severity::info;
  std::string_view name;
  std::string text;
  std::vector<Field> fields;
};

/// Takes events from any thread; never throws, never blocks for long.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void emit(const Event& event) = 0;
};

}  // namespace sluice
