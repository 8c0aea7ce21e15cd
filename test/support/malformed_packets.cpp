// SPDX-License-Identifier: Apache-2.0
#include "support/malformed_packets.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace sluice::test {
namespace {

void append_u16(std::string& out, std::size_t value) {
  out += static_cast<char>(value >> 8U & 0xFFU);
  out += static_cast<char>(value & 0xFFU);
}

void append_variable(std::string& out, std::size_t value) {
  for (; value > 0x7F; value >>= 7U) out += static_cast<char>((value & 0x7FU) | 0x80U);
  out += static_cast<char>(value);
}

unsigned digit_of(char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const std::size_t value = digits.find(c);
  if (value == std::string_view::npos) throw std::runtime_error(std::string("no hexadecimal digit: ") + c);
  return static_cast<unsigned>(value);
}

/// Takes one `packet_bytes` text from the front to the back; a group ends at its `>`.
class Notation {
 public:
  Notation(std::string_view text, std::uint16_t subscribe_id) : rest_(text), subscribe_id_(subscribe_id) {}

  std::string group() {
    std::string out;
    while (!rest_.empty() && rest_.front() != '>') {
      const char c = rest_.front();
      if (rest_.starts_with("ID")) {
        rest_.remove_prefix(2);
        append_u16(out, subscribe_id_);
      } else if (c == ' ') {
        rest_.remove_prefix(1);
      } else if (c == '\'' || c == '"') {
        append_quoted(out, c);
      } else if (c == '<') {
        append_group(out);
      } else {
        append_byte(out);
      }
    }
    return out;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  void append_quoted(std::string& out, char quote) {
    const std::size_t end = rest_.find(quote, 1);
    if (end == std::string_view::npos) throw std::runtime_error("a quote that does not end");
    if (quote == '"') append_u16(out, end - 1);
    out += rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
  }

  void append_group(std::string& out) {
    rest_.remove_prefix(1);
    const std::string inner = group();
    if (rest_.empty()) throw std::runtime_error("a < without its >");
    rest_.remove_prefix(1);
    append_variable(out, inner.size());
    out += inner;
  }

  void append_byte(std::string& out) {
    if (rest_.size() < 2) throw std::runtime_error("half a byte");
    out += static_cast<char>(digit_of(rest_[0]) << 4U | digit_of(rest_[1]));
    rest_.remove_prefix(2);
  }

  std::string_view rest_;
  std::uint16_t subscribe_id_;
};

Moment moment_of(std::string_view line) {
  if (line == "@ before CONNACK") return Moment::before_connack;
  if (line == "@ before SUBACK") return Moment::before_suback;
  throw std::runtime_error("no moment: " + std::string(line));
}

std::string trimmed(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  return std::string(text);
}

void read_file(const std::filesystem::path& path, std::vector<MalformedPacket>& packets) {
  std::ifstream file(path);
  Moment moment = Moment::before_suback;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    const std::string place = path.filename().string() + ":" + std::to_string(++number);
    try {
      if (line.empty() || line.starts_with('#')) continue;
      if (line.starts_with('@')) {
        moment = moment_of(line);
        continue;
      }
      const std::size_t bar = line.rfind('|');
      if (bar == std::string::npos) throw std::runtime_error("a packet without its fault");
      packets.push_back({place, moment, trimmed(line.substr(0, bar)), trimmed(line.substr(bar + 1))});
      static_cast<void>(packets.back().bytes(1));
      static_cast<void>(packets.back().reason_code());
    } catch (const std::exception& error) {
      throw std::runtime_error(place + ": " + error.what());
    }
  }
}

}  // namespace

std::uint8_t MalformedPacket::reason_code() const {
  if (!fault.starts_with("0x8") && !fault.starts_with("0x9")) throw std::runtime_error("a fault without its code");
  return static_cast<std::uint8_t>(digit_of(fault[2]) << 4U | digit_of(fault[3]));
}

std::string MalformedPacket::reason_string() const { return fault.substr(fault.find(": ") + 2); }

std::string MalformedPacket::bytes(std::uint16_t subscribe_id) const { return packet_bytes(text, subscribe_id); }

std::vector<MalformedPacket> malformed_packets() {
  std::vector<std::filesystem::path> paths;
  for (const auto& file : std::filesystem::directory_iterator(SLUICE_SOURCE_DIR "/test/data/malformed")) {
    if (file.path().extension() == ".txt") paths.push_back(file.path());
  }
  std::ranges::sort(paths);
  std::vector<MalformedPacket> packets;
  for (const auto& path : paths) read_file(path, packets);
  return packets;
}

std::string packet_bytes(std::string_view text, std::uint16_t subscribe_id) {
  Notation notation(text, subscribe_id);
  std::string bytes = notation.group();
  if (!notation.at_end()) throw std::runtime_error("a > without its <");
  return bytes;
}

}  // namespace sluice::test
