// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/field_table.hpp"

namespace sluice {

// Each reads the slot's value as one type, within the row's range or choices; what is wrong is reported in the slot,
// and then there is no value.

std::optional<std::string> read_text(const Slot& slot);
std::optional<std::uint64_t> read_number(const Slot& slot);
std::optional<std::chrono::milliseconds> read_duration(const Slot& slot);
/// A duration that the protocol carries in seconds.
std::optional<std::chrono::seconds> read_seconds(const Slot& slot);
std::optional<std::uint64_t> read_size(const Slot& slot);
/// The index of the row's choice.
std::optional<std::size_t> read_choice(const Slot& slot);
/// A row's choices for `read_truth`.
inline constexpr std::array<std::string_view, 2> truth_choices{"false", "true"};
/// Of a row with `truth_choices`.
std::optional<bool> read_truth(const Slot& slot);

/// One text of a list, with its path (`mqtt.filters[1]`) and place.
struct ListItem {
  std::string path;
  std::string text;
  Place place;
  const Node* node;
  std::size_t offset = 0;  ///< of the item in the node's text

  Place place_of(std::size_t at) const { return node->place_of(offset + at); }
};

/// A list of texts, or one text with items separated by ",": those that are texts. The others are faults, and so is an
/// empty list.
std::optional<std::vector<ListItem>> read_list(const Slot& slot);
std::vector<std::string> texts_of(const std::vector<ListItem>& items);

/// A map of texts, in the file's order. Values that are empty are empty texts.
std::optional<std::vector<std::pair<std::string, const Node*>>> read_map(const Slot& slot);

/// Whether and how the value can be read again; its folder is filled in by `complete`.
SecretSource source_of(const Slot& slot);

/// "`mqtt.qos` is `3`" - how a fault of a value begins.
std::string value_text(const Slot& slot);

}  // namespace sluice
