// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets of the mapping language share: a text and a message out of any bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/mqtt_message.hpp"

namespace sluice::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

/// Parts that each end at a NUL: the text under test, the topic, the payload, then names and values of user properties
/// in turn. The message's views are into this object.
class MessageInput {
 public:
  MessageInput(const std::uint8_t* data, std::size_t size) : bytes_(data, data + size) {
    std::vector<std::string_view> parts = split(bytes_);
    text_ = parts[0];
    message_.topic = parts[1];
    message_.payload = parts[2];
    message_.qos = size % 2 == 0 ? 1 : 0;
    message_.retained = size % 3 == 0;
    for (std::size_t i = 3; i + 1 < parts.size(); i += 2) properties_.push_back({parts[i], parts[i + 1]});
    message_.user_properties = properties_;
  }

  std::string_view text() const { return text_; }
  MqttMessage& message() { return message_; }

 private:
  static std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    while (!text.empty() && parts.size() < 16) {
      const std::size_t end = std::min(text.find('\0'), text.size());
      parts.push_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    parts.resize(std::max<std::size_t>(parts.size(), 3));
    return parts;
  }

  std::string bytes_;
  std::string_view text_;
  std::vector<UserProperty> properties_;
  MqttMessage message_;
};

}  // namespace sluice::fuzz
