// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/document.hpp"
#include "config/findings.hpp"

namespace sluice {

/// In which language a message or a case is written.
enum class Notation {
  json,  ///< a text stands in quotes
  yaml   ///< a number where a text belongs is that text
};

/// Reads values of one type; what is wrong becomes a finding that names `key`, and then there is no value.
class NodeReader {
 public:
  NodeReader(Notation notation, Findings& findings) : notation_(notation), findings_(findings) {}

  std::optional<std::string> text(const Node& node, std::string_view key) const;
  std::optional<bool> flag(const Node& node, std::string_view key) const;
  /// A whole number, both ends of the range included.
  std::optional<std::int64_t> number(const Node& node, std::string_view key, std::int64_t min, std::int64_t max) const;
  /// Text as bytes.
  std::optional<std::string> base64(const Node& node, std::string_view key) const;
  /// Whether it is a map, and each of its keys one of these. `what` is what has the keys: `a message`.
  bool is_map_of(const Node& node, std::string_view what, std::span<const std::string_view> keys) const;

  void fault(const Node& node, std::string text, std::string hint) const;
  /// The value as faults show it: `text`, 5, a list.
  std::string shown(const Node& node) const;
  std::string_view map_name() const { return notation_ == Notation::json ? "an object" : "a map"; }
  Notation notation() const { return notation_; }
  Findings& findings() const { return findings_; }

 private:
  Notation notation_;
  Findings& findings_;
};

}  // namespace sluice
