// SPDX-License-Identifier: Apache-2.0
#include "config/readers.hpp"

#include <charconv>

#include "config/source_text.hpp"
#include "core/duration.hpp"
#include "core/size.hpp"
#include "mapping/nearest.hpp"

namespace sluice {

namespace {

bool is_scalar(const Slot& slot, std::string_view wanted, std::string hint) {
  if (slot.node.kind == Node::Kind::scalar) return true;
  if (slot.node.kind == Node::Kind::empty) {
    slot.fault('`' + slot.path + "` has no value", std::move(hint));
  } else {
    slot.fault('`' + slot.path + "` must be " + std::string(wanted) + ", not " + std::string(slot.node.kind_name()),
               std::move(hint));
  }
  return false;
}

std::string example_hint(const Slot& slot) {
  const std::string_view value = slot.field.default_value.empty() ? slot.field.example : slot.field.default_value;
  return value.empty() ? "" : "for example `" + std::string(slot.field.key) + ": " + std::string(value) + '`';
}

std::string range_text(std::uint64_t value, ValueType type) {
  if (type == ValueType::duration) return format_duration(std::chrono::milliseconds(value));
  if (type == ValueType::size) return format_size(value);
  return std::to_string(value);
}

bool is_in_range(const Slot& slot, std::uint64_t value) {
  const ValueRange& range = slot.field.range;
  if (value >= range.min && value <= range.max) return true;
  slot.fault(value_text(slot),
             "allowed is " + range_text(range.min, slot.field.type) + " to " + range_text(range.max, slot.field.type));
  return false;
}

std::string joined(std::span<const std::string_view> choices) {
  std::string text;
  for (const std::string_view choice : choices) {
    if (!text.empty()) text += ", ";
    text += choice;
  }
  return text;
}

ListItem item_of(const Slot& slot, std::size_t index, const Node& node, std::string text, std::size_t offset) {
  ListItem item{slot.path + '[' + std::to_string(index) + ']', std::move(text), node.place, &node, offset};
  item.place = offset == 0 ? node.place : node.place_of(offset);
  slot.paths[item.path] = &node;
  return item;
}

std::vector<ListItem> split(const Slot& slot) {
  std::vector<ListItem> items;
  const std::string& text = slot.node.text;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::size_t first = std::min(text.find_first_not_of(" \t\n", begin), end);
    const std::size_t last = text.find_last_not_of(" \t\n", end == 0 ? 0 : end - 1);
    const std::size_t size = first < end ? last + 1 - first : 0;
    items.push_back(item_of(slot, items.size(), slot.node, text.substr(first, size), first));
    begin = end + 1;
  }
  return items;
}

bool is_sound(const Slot& slot, const ListItem& item) {
  if (item.node->is_unresolved) return false;
  const Node::Kind kind = item.node->kind;
  if (kind == Node::Kind::list || kind == Node::Kind::map) {
    slot.findings.error(item.place, item.path, '`' + item.path + "` must be a text, not " + slot.shown(*item.node),
                        example_hint(slot));
    return false;
  }
  if (!item.text.empty()) return true;
  slot.findings.error(
      item.place, item.path, '`' + item.path + "` is empty",
      kind == Node::Kind::empty ? "a text that begins with `#` needs quotes, or it is a comment" : "leave it out");
  return false;
}

}  // namespace

std::string value_text(const Slot& slot) { return '`' + slot.path + "` is " + slot.shown(); }

SecretSource source_of(const Slot& slot) {
  // What the environment holds does not change while the process lives.
  if (slot.node.written.find("${file:") == std::string::npos) return {};
  return {slot.node.written, {}};
}

std::optional<std::string> read_text(const Slot& slot) {
  if (!is_scalar(slot, "a text", example_hint(slot))) return std::nullopt;
  return slot.node.text;
}

std::optional<std::uint64_t> read_number(const Slot& slot) {
  if (!is_scalar(slot, "a number", example_hint(slot))) return std::nullopt;
  const std::string& text = slot.node.text;
  std::uint64_t value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = rest == text.data() + text.size();
  if (error == std::errc::invalid_argument || !is_whole) {
    slot.fault('`' + slot.path + "` must be a whole number, not " + slot.shown(), example_hint(slot));
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range) value = ~std::uint64_t{0};
  if (!is_in_range(slot, value)) return std::nullopt;
  return value;
}

std::optional<std::chrono::milliseconds> read_duration(const Slot& slot) {
  if (!is_scalar(slot, "a duration", example_hint(slot))) return std::nullopt;
  const auto value = parse_duration(slot.node.text);
  if (!value) {
    slot.fault('`' + slot.path + "`: " + slot.shown() + ' ' + value.error(), example_hint(slot));
    return std::nullopt;
  }
  if (!is_in_range(slot, static_cast<std::uint64_t>(value->count()))) return std::nullopt;
  return *value;
}

std::optional<std::chrono::seconds> read_seconds(const Slot& slot) {
  const auto value = read_duration(slot);
  if (!value) return std::nullopt;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*value);
  if (seconds != *value) {
    slot.fault(value_text(slot) + ": MQTT counts it in whole seconds",
               "write `" + format_duration(seconds + std::chrono::seconds(1)) + '`');
    return std::nullopt;
  }
  return seconds;
}

std::optional<std::uint64_t> read_size(const Slot& slot) {
  if (!is_scalar(slot, "a size", example_hint(slot))) return std::nullopt;
  const auto value = parse_size(slot.node.text);
  if (!value) {
    slot.fault('`' + slot.path + "`: " + slot.shown() + ' ' + value.error(), example_hint(slot));
    return std::nullopt;
  }
  if (!is_in_range(slot, *value)) return std::nullopt;
  return *value;
}

std::optional<std::size_t> read_choice(const Slot& slot) {
  const std::string all =
      (slot.field.choices.size() == 1 ? "it can only be " : "it is one of ") + joined(slot.field.choices);
  if (!is_scalar(slot, "a word", all)) return std::nullopt;
  for (std::size_t i = 0; i < slot.field.choices.size(); ++i) {
    if (slot.field.choices[i] == slot.node.text) return i;
  }
  const std::string_view near = nearest(slot.node.text, slot.field.choices);
  slot.fault(value_text(slot) + ": " + all, near.empty() ? "" : "did you mean `" + std::string(near) + "`?");
  return std::nullopt;
}

std::optional<bool> read_truth(const Slot& slot) {
  const auto index = read_choice(slot);
  return index ? std::optional(truth_choices[*index] == "true") : std::nullopt;
}

std::optional<std::vector<ListItem>> read_list(const Slot& slot) {
  if (slot.node.kind == Node::Kind::map || slot.node.kind == Node::Kind::empty) {
    const std::string what = slot.node.kind == Node::Kind::empty ? "` has no value" : "` must be a list, not a map";
    slot.fault('`' + slot.path + what, example_hint(slot));
    return std::nullopt;
  }
  std::vector<ListItem> items;
  if (slot.node.kind == Node::Kind::scalar) items = split(slot);
  for (const Node& node : slot.node.items) items.push_back(item_of(slot, items.size(), node, node.text, 0));
  if (items.empty()) {
    slot.fault('`' + slot.path + "` is an empty list", example_hint(slot));
    return std::nullopt;
  }
  std::erase_if(items, [&](const ListItem& item) { return !is_sound(slot, item); });
  return items;
}

std::vector<std::string> texts_of(const std::vector<ListItem>& items) {
  std::vector<std::string> texts;
  texts.reserve(items.size());
  for (const ListItem& item : items) texts.push_back(item.text);
  return texts;
}

std::optional<std::vector<std::pair<std::string, const Node*>>> read_map(const Slot& slot) {
  std::vector<std::pair<std::string, const Node*>> pairs;
  if (slot.node.kind == Node::Kind::empty) return pairs;
  if (slot.node.kind != Node::Kind::map) {
    slot.fault('`' + slot.path + "` must be a map of keys, not " + slot.shown(), "write its keys indented below it");
    return std::nullopt;
  }
  bool is_good = true;
  for (const Node::Entry& entry : slot.node.entries) {
    const std::string path = slot.path + '.' + entry.key;
    slot.paths[path] = &entry.value;
    pairs.emplace_back(entry.key, &entry.value);
    if (entry.value.is_unresolved) is_good = false;
    if (entry.value.kind == Node::Kind::scalar || entry.value.kind == Node::Kind::empty) continue;
    is_good = false;
    slot.findings.error(entry.value.place, path,
                        '`' + clipped(path) + "` must be a text, not " + slot.shown(entry.value), "");
  }
  if (!is_good) return std::nullopt;
  return pairs;
}

}  // namespace sluice
