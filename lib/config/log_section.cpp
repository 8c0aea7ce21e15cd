// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "config/readers.hpp"

namespace sluice {

namespace {

constexpr std::array<std::string_view, 5> levels{"trace", "debug", "info", "warn", "error"};
constexpr std::array<std::string_view, 2> formats{"logfmt", "json"};

}  // namespace

std::span<const ConfigField> log_fields() {
  static const std::array<ConfigField, 2> fields{{
      {
          .key = "level",
          .type = ValueType::choice,
          .default_value = "info",
          .choices = levels,
          .doc = "The least important kind of line that is still written.",
          .read =
              [](const Slot& slot, Config& config) {
                if (const auto index = read_choice(slot)) config.log.level = static_cast<LogLevel>(*index);
              },
      },
      {
          .key = "format",
          .type = ValueType::choice,
          .default_value = "logfmt",
          .choices = formats,
          .doc = "`logfmt`: key=value pairs; `json`: one object per line.",
          .read =
              [](const Slot& slot, Config& config) {
                if (const auto index = read_choice(slot)) config.log.format = static_cast<LogFormat>(*index);
              },
      },
  }};
  return fields;
}

}  // namespace sluice
