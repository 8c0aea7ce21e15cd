// SPDX-License-Identifier: Apache-2.0
#include "config/shown.hpp"

#include <algorithm>

#include "config/redact.hpp"
#include "config/secret_spans.hpp"
#include "core/secret.hpp"

namespace sluice {

namespace {

bool is_plain(std::string_view text) {
  const auto is_plain_byte = [](char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return is_letter || std::string_view("_-./+$").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), is_plain_byte);
}

/// In double quotes unless it reads the same without.
std::string scalar(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  static constexpr char hex[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      quoted += "\\x";
      quoted += hex[byte >> 4U];
      quoted += hex[byte & 15U];
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

class Writer {
 public:
  explicit Writer(const Node& root) : secrets_(secret_values(root)) {}

  std::string take() { return std::move(text_); }

  void write_map(const Node& map, std::size_t indent, bool is_secret, bool continues_line = false) {
    for (const Node::Entry& entry : map.entries) {
      if (!continues_line) text_.append(indent, ' ');
      continues_line = false;
      text_ += scalar(entry.key) + ':';
      write_value(entry.value, indent + 2, is_secret || is_secret_key(entry.key));
    }
  }

 private:
  void write_value(const Node& node, std::size_t indent, bool is_secret) {
    if (node.kind == Node::Kind::map && !node.entries.empty()) {
      text_ += '\n';
      write_map(node, indent, is_secret);
    } else if (node.kind == Node::Kind::list && !node.items.empty()) {
      text_ += '\n';
      for (const Node& item : node.items) write_item(item, indent, is_secret);
    } else {
      text_ += leaf(node, is_secret) + '\n';
    }
  }

  void write_item(const Node& item, std::size_t indent, bool is_secret) {
    text_.append(indent, ' ');
    text_ += '-';
    if (item.kind == Node::Kind::map && !item.entries.empty()) {
      text_ += ' ';
      write_map(item, indent + 2, is_secret, true);
    } else {
      write_value(item, indent + 2, is_secret);
    }
  }

  std::string leaf(const Node& node, bool is_secret) const {
    switch (node.kind) {
      case Node::Kind::empty: return "";
      case Node::Kind::map: return " {}";
      case Node::Kind::list: return " []";
      case Node::Kind::scalar: break;
    }
    if (is_secret && !node.is_substituted()) return ' ' + scalar(Secret::redacted);
    return ' ' + scalar(redact_text(node.shown(), secrets_));
  }

  const std::vector<std::string> secrets_;
  std::string text_;
};

}  // namespace

std::string shown_yaml(const Node& root) {
  Writer writer(root);
  writer.write_map(root, 0, false);
  return writer.take();
}

}  // namespace sluice
