// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>

#include "config/readers.hpp"
#include "mapping/topic_filter.hpp"

namespace sluice {

namespace {

constexpr std::array<std::string_view, 5> levels{"trace", "debug", "info", "warn", "error"};
constexpr std::array<std::string_view, 2> formats{"logfmt", "json"};

void read_trace(const Slot& slot, Config& config) {
  auto text = read_text(slot);
  if (!text) return;
  double rate = 0;
  const char* const end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, rate);
  if (error != std::errc::invalid_argument && rest == end) {
    if (error == std::errc() && rate >= 0 && rate <= 1) {
      config.log.trace.rate = rate;
    } else {
      slot.fault(value_text(slot), "a rate is a number from 0 (no message) to 1 (every message)");
    }
    return;
  }
  if (const auto fault = check_topic_filter(*text)) {
    return slot.fault('`' + slot.path + "`: " + fault->text,
                      "write a rate such as `0.01`, or a topic filter such as `sensor/7/#`", fault->offset);
  }
  config.log.trace.filter = std::move(*text);
}

}  // namespace

std::span<const ConfigField> log_fields() {
  static const std::array<ConfigField, 3> fields{{
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
      {
          .key = "trace",
          .example = "0.01",
          .doc = "Messages whose way is told, one line each: a rate (`0.01`: one in a hundred of each connection, "
                 "beginning with its "
                 "first), or a topic filter (`sensor/7/#`). At most 20 lines a second for each connection; others are "
                 "counted.",
          .read = read_trace,
      },
  }};
  return fields;
}

}  // namespace sluice
