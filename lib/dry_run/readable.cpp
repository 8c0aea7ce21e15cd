// SPDX-License-Identifier: Apache-2.0
#include "dry_run/readable.hpp"

#include <array>
#include <cstdio>
#include <ctime>

#include "mapping/json_text.hpp"
#include "mapping/transform.hpp"

namespace sluice {

namespace {

constexpr std::size_t hex_bytes_max = 64;

std::string hex_of(std::string_view bytes) {
  std::string text(bytes);
  apply(Transform::hex, text, 0);
  return text;
}

/// Bytes of the control character at the front of sound UTF-8, 0 for any other: C0, DEL, and C1, which terminals obey
/// too.
std::size_t control_bytes(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x20 || first == 0x7F) return 1;
  return first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0 ? 2 : 0;
}

}  // namespace

std::string readable(std::string_view bytes, std::size_t indent) {
  if (bytes.empty()) return "(empty)";
  if (!is_utf8(bytes)) {
    return "0x" + hex_of(bytes.substr(0, hex_bytes_max)) + (bytes.size() > hex_bytes_max ? "..." : "") + " (" +
           std::to_string(bytes.size()) + " bytes)";
  }
  std::string text;
  while (!bytes.empty()) {
    const std::size_t control = control_bytes(bytes);
    if (bytes[0] == '\n') {
      text += '\n' + std::string(indent, ' ');
    } else if (control == 0 || bytes[0] == '\t') {
      text += bytes[0];
    } else {
      for (const char byte : bytes.substr(0, control)) text += "\\x" + hex_of({&byte, 1});
    }
    bytes.remove_prefix(control == 0 ? 1 : control);
  }
  return text;
}

std::string time_text(std::int64_t ms_since_1970) {
  const std::time_t seconds = ms_since_1970 / 1000;
  std::tm parts{};
  if (::gmtime_r(&seconds, &parts) == nullptr) return "?";
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::array<char, 8> rest{};
  std::snprintf(rest.data(), rest.size(), ".%03dZ", static_cast<int>(ms_since_1970 % 1000));
  return std::string(text.data(), length) + rest.data();
}

}  // namespace sluice
