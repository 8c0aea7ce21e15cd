// SPDX-License-Identifier: Apache-2.0
#include "scripts/quickstart/record_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "mapping/utf8.hpp"

namespace sluice {
namespace {

constexpr std::size_t label_width = 11;  // "  headers  "
constexpr std::size_t hex_bytes_max = 32;

/// Wraps a text into a terminal style, or leaves it alone.
class Style {
 public:
  explicit Style(Colour colour) : on_(colour == Colour::on) {}

  std::string dim(const std::string& text) const { return wrap("2", text); }
  std::string title(const std::string& text) const { return wrap("1;36", text); }
  std::string key(const std::string& text) const { return wrap("1;32", text); }
  std::string system_name(const std::string& text) const { return wrap("34", text); }
  std::string user_name(const std::string& text) const { return wrap("33", text); }
  std::string payload(const std::string& text) const { return wrap("1", text); }

 private:
  std::string wrap(const char* code, const std::string& text) const {
    return on_ ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text;
  }
  bool on_;
};

std::string hexadecimal(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "0x";
  for (const char byte : bytes.substr(0, hex_bytes_max)) {
    const auto value = static_cast<unsigned char>(byte);
    text += digits[value >> 4U];
    text += digits[value & 0x0FU];
  }
  if (bytes.size() > hex_bytes_max) text += "...";
  return text + " (" + std::to_string(bytes.size()) + " bytes)";
}

std::string escaped(char byte) {
  std::array<char, 5> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(byte)));
  return buffer.data();
}

/// Bytes of the control character (C0, DEL, C1: what a terminal may take as a command) at the front of sound UTF-8.
std::size_t control_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x20 || first == 0x7F) return 1;
  return first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0 ? 2 : 0;
}

std::string label(std::string_view name, const Style& style) {
  std::string text = "  " + std::string(name);
  text.resize(label_width, ' ');
  return style.dim(text);
}

std::string header_lines(const SeenRecord& record, const Style& style) {
  if (record.headers.empty()) return label("headers", style) + style.dim("(none)") + "\n";
  std::vector<std::string> names;
  std::size_t width = 0;
  for (const auto& header : record.headers) {
    names.push_back(readable(header.first, 0));
    width = std::max(width, names.back().size());
  }
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool system = names[i].starts_with("mqtt.");
    std::string name = names[i] + std::string(width - names[i].size(), ' ');
    text += label(i == 0 ? "headers" : "", style);
    text += system ? style.system_name(name) : style.user_name(name);
    text += "  " + readable(record.headers[i].second, label_width + width + 2) + "\n";
  }
  return text;
}

}  // namespace

std::string readable(std::string_view bytes, std::size_t indent) {
  if (find_bad_utf8(bytes)) return hexadecimal(bytes);
  std::string text;
  while (!bytes.empty()) {
    const std::size_t control = control_length(bytes);
    const std::size_t taken = control == 0 ? 1 : control;
    if (bytes[0] == '\n') {
      text += '\n' + std::string(indent, ' ');
    } else if (control == 0 || bytes[0] == '\t') {
      text += bytes[0];
    } else {
      for (const char byte : bytes.substr(0, control)) text += escaped(byte);
    }
    bytes.remove_prefix(taken);
  }
  return text;
}

std::string record_text(const SeenRecord& record, std::uint64_t number, Colour colour) {
  const Style style(colour);
  std::string text =
      style.title("#" + std::to_string(number)) + "  " + readable(record.topic, 0) +
      style.dim("  partition " + std::to_string(record.partition) + ", offset " + std::to_string(record.offset)) + "\n";
  text +=
      label("key", style) + (record.key ? style.key(readable(*record.key, label_width)) : style.dim("(none)")) + "\n";
  text += header_lines(record, style);
  text += label("payload", style);
  text += record.payload.empty() ? style.dim("(empty)") : style.payload(readable(record.payload, label_width));
  return text + "\n";
}

}  // namespace sluice
