// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mqtt/wire/packet.hpp"

namespace sluice::test {

/// Bytes from text such as "00 03 'a/b' FF": hex pairs, and characters between single quotes; blanks are passed over.
inline std::string bytes(std::string_view text) {
  const auto digit = [](char c) -> unsigned {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const std::size_t value = digits.find(c);
    if (value == std::string_view::npos) throw std::invalid_argument("not a hex digit: " + std::string(1, c));
    return static_cast<unsigned>(value);
  };
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'') {
      quoted = !quoted;
    } else if (quoted) {
      out += text[i];
    } else if (text[i] != ' ') {
      out += static_cast<char>(digit(text.at(i)) << 4U | digit(text.at(i + 1)));
      ++i;
    }
  }
  return out;
}

/// A copy on the heap that ends where the text ends, so that a sanitizer sees each byte read beyond it.
class ExactCopy {
 public:
  explicit ExactCopy(std::string_view text) : data_(text.begin(), text.end()) {}
  std::string_view view() const { return {data_.data(), data_.size()}; }

 private:
  std::vector<char> data_;
};

/// "0x81 1.5.5: Remaining Length takes more than four bytes"
inline std::string to_text(const PacketFault& fault) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text = "0x";
  text += digits[fault.reason_code >> 4U];
  text += digits[fault.reason_code & 0x0FU];
  return text.append(" ").append(fault.section).append(": ").append(fault.text);
}

/// The fault of a decoder's result, or "decoded".
template <class Decoded>
std::string fault_of(const Decoded& decoded) {
  return decoded ? "decoded" : to_text(decoded.error());
}

/// The body of a PUBLISH: `head` is topic and packet id; fewer than 128 bytes of properties.
inline std::string publish_body(std::string_view head, std::string_view properties, std::string_view payload = "") {
  const std::string list = bytes(properties);
  return bytes(head) + static_cast<char>(list.size()) + list + bytes(payload);
}

/// The body of a PUBLISH at QoS 1 with each property that a server may send us.
inline std::string full_publish_body() {
  return publish_body("00 0A 'sensor/1/t' 00 07",
                      "01 01"
                      "02 00 00 0E 10"
                      "08 00 05 'reply'"
                      "09 00 03 00 FF 2B"
                      "0B 01  0B FF FF FF 7F"
                      "03 00 0A 'text/plain'"
                      "26 00 04 'site' 00 07 'plant-7'"
                      "26 00 04 'site' 00 00"
                      "26 00 00 00 05 'value'"
                      "26 00 07 'größe' 00 04 F0 9F 98 80",
                      "'payload'");
}

}  // namespace sluice::test
