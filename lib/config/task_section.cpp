// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "config/readers.hpp"

namespace sluice {

namespace {

constexpr std::size_t task_bytes_max = 64;

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

void read_task(const Slot& slot, Config& config) {
  const auto text = read_text(slot);
  if (!text) return;
  const auto bad = std::find_if_not(text->begin(), text->end(), is_name_char);
  if (text->empty() || text->size() > task_bytes_max || bad != text->end()) {
    slot.fault(value_text(slot), "a task's name is 1 to 64 of a-z A-Z 0-9 . _ -",
               static_cast<std::size_t>(bad == text->end() ? 0 : bad - text->begin()));
    return;
  }
  config.task = *text;
}

}  // namespace

std::span<const ConfigField> task_fields() {
  static const std::array<ConfigField, 1> fields{{{
      .key = "task",
      .presence = Presence::required,
      .example = "plant-telemetry",
      .doc = "Names the task: its group, its client ids, its metrics. 1 to 64 of a-z A-Z 0-9 . _ -",
      .read = read_task,
  }}};
  return fields;
}

}  // namespace sluice
