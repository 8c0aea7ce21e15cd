// SPDX-License-Identifier: Apache-2.0
#include "dry_run/node_json.hpp"

#include <algorithm>
#include <charconv>

#include "mapping/json_text.hpp"

namespace sluice {

namespace {

void append(std::string& out, const Node& node);

void append_list(std::string& out, const Node& node) {
  out += '[';
  for (const Node& item : node.items) {
    if (&item != &node.items.front()) out += ',';
    append(out, item);
  }
  out += ']';
}

void append_map(std::string& out, const Node& node) {
  out += '{';
  for (const Node::Entry& entry : node.entries) {
    if (&entry != &node.entries.front()) out += ',';
    append_json_string(out, entry.key);
    out += ':';
    append(out, entry.value);
  }
  out += '}';
}

void append(std::string& out, const Node& node) {
  switch (node.kind) {
    case Node::Kind::empty: out += "null"; return;
    case Node::Kind::scalar: is_literal(node) ? out += node.text : (append_json_string(out, node.text), out); return;
    case Node::Kind::list: append_list(out, node); return;
    case Node::Kind::map: append_map(out, node); return;
  }
}

double number_of(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool is_same_scalar(const Node& a, const Node& b) {
  if (is_literal(a) != is_literal(b)) return false;
  if (a.text == b.text) return true;
  const bool are_numbers = is_literal(a) && is_json_number(a.text) && is_json_number(b.text);
  // Equal as doubles only would take two large ids for one.
  const bool are_whole = are_numbers && (a.text + b.text).find_first_of(".eE") == std::string::npos;
  return are_numbers && !are_whole && number_of(a.text) == number_of(b.text);
}

}  // namespace

bool is_literal(const Node& node) {
  if (node.kind != Node::Kind::scalar || node.text_offset != 0) return false;
  return node.text == "true" || node.text == "false" || is_json_number(node.text);
}

std::string json_of(const Node& node) {
  std::string text;
  append(text, node);
  return text;
}

bool is_same_json(const Node& a, const Node& b) {
  if (a.kind != b.kind) return false;
  if (a.kind == Node::Kind::scalar) return is_same_scalar(a, b);
  if (a.items.size() != b.items.size() || a.entries.size() != b.entries.size()) return false;
  const auto has_same = [&b](const Node::Entry& entry) {
    const Node::Entry* other = b.find(entry.key);
    return other != nullptr && is_same_json(entry.value, other->value);
  };
  return std::equal(a.items.begin(), a.items.end(), b.items.begin(), is_same_json) &&
         std::all_of(a.entries.begin(), a.entries.end(), has_same);
}

}  // namespace sluice
