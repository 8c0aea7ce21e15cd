// SPDX-License-Identifier: Apache-2.0
#include "dry_run/node_reader.hpp"

#include <algorithm>
#include <charconv>

#include "config/source_text.hpp"
#include "dry_run/node_json.hpp"
#include "mapping/base64.hpp"
#include "mapping/nearest.hpp"

namespace sluice {

namespace {

std::string quoted(std::string_view text) { return '`' + clipped(text) + '`'; }

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

}  // namespace

void NodeReader::fault(const Node& node, std::string text, std::string hint) const {
  findings_.error(node.place, "", std::move(text), std::move(hint));
}

std::string NodeReader::shown(const Node& node) const {
  switch (node.kind) {
    case Node::Kind::empty: return notation_ == Notation::json ? "null" : "empty";
    case Node::Kind::scalar: return is_literal(node) ? clipped(node.text) : quoted(node.text);
    case Node::Kind::list: return "a list";
    case Node::Kind::map: return std::string(map_name());
  }
  return "";
}

std::optional<std::string> NodeReader::text(const Node& node, std::string_view key) const {
  const bool is_text = node.kind == Node::Kind::scalar && (notation_ == Notation::yaml || !is_literal(node));
  if (is_text) return node.text;
  fault(node, quoted(key) + " must be a text, not " + shown(node),
        node.kind == Node::Kind::scalar  ? "put it into double quotes"
        : node.kind == Node::Kind::empty ? "leave the key out, or write \"\""
                                         : "write one text in quotes");
  return std::nullopt;
}

std::optional<bool> NodeReader::flag(const Node& node, std::string_view key) const {
  if (is_literal(node) && (node.text == "true" || node.text == "false")) return node.text == "true";
  fault(node, quoted(key) + " must be true or false, not " + shown(node), "write true or false, without quotes");
  return std::nullopt;
}

std::optional<std::int64_t> NodeReader::number(const Node& node, std::string_view key, std::int64_t min,
                                               std::int64_t max) const {
  const std::string range = std::to_string(min) + (max == min + 1 ? " or " : " to ") + std::to_string(max);
  std::int64_t value = 0;
  const char* const end = node.text.data() + node.text.size();
  const auto [rest, error] = std::from_chars(node.text.data(), end, value);
  const bool is_number = is_literal(node) && rest == end && error != std::errc::invalid_argument;
  if (!is_number) {
    fault(node, quoted(key) + " must be a whole number, not " + shown(node), "write " + range + ", without quotes");
    return std::nullopt;
  }
  if (error == std::errc() && value >= min && value <= max) return value;
  fault(node, quoted(key) + " is " + shown(node), "it can be " + range);
  return std::nullopt;
}

std::optional<std::string> NodeReader::base64(const Node& node, std::string_view key) const {
  const auto written = text(node, key);
  if (!written) return std::nullopt;
  auto bytes = decode_base64(*written);
  if (!bytes) {
    fault(node, quoted(key) + " is " + quoted(*written) + ", which is not base64",
          "write it as `base64 -w0` does: A-Z a-z 0-9 + / and = at its end");
  }
  return bytes;
}

bool NodeReader::is_map_of(const Node& node, std::string_view what, std::span<const std::string_view> keys) const {
  if (node.kind != Node::Kind::map) {
    fault(node, std::string(what) + " must be " + std::string(map_name()) + ", not " + shown(node),
          "its keys are " + listed(keys));
    return false;
  }
  bool is_good = true;
  for (const Node::Entry& entry : node.entries) {
    if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) continue;
    is_good = false;
    const std::string_view near = nearest(entry.key, keys);
    findings_.error(entry.place, "", std::string(what) + " has no key " + quoted(entry.key),
                    near.empty() ? "its keys are " + listed(keys) : "did you mean " + quoted(near) + '?');
  }
  return is_good;
}

}  // namespace sluice
