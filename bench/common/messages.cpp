// SPDX-License-Identifier: Apache-2.0
#include "common/messages.hpp"

#include <array>
#include <cstdio>
#include <random>
#include <string_view>

namespace sluice::bench {
namespace {

constexpr std::size_t device_count = 1000;

struct Pair {
  std::string name;
  std::string value;
};

std::string padded(std::size_t number, int width) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%0*zu", width, number);
  return text.data();
}

std::string topic_of(std::size_t device) {
  static constexpr std::array<std::string_view, 4> metrics{"temperature", "pressure", "vibration", "humidity"};
  return "factory/line-" + padded(device % 20, 2) + "/device-" + padded(device, 4) + "/" +
         std::string(metrics[device % metrics.size()]);
}

Pair property_of(std::size_t index, std::size_t device) {
  if (index == 0) return {"device_type", "sensor-" + std::to_string(device % 7)};
  if (index == 1) return {"firmware", "4.11." + std::to_string(device % 13)};
  if (index == 2) return {"site", "plant-" + std::to_string(device % 5)};
  return {"property_" + std::to_string(index), "value-" + std::to_string(device)};
}

std::string payload_of(std::size_t device, const MessageShape& shape, std::minstd_rand& random) {
  const std::size_t size = shape.payload_bytes;
  std::string text = shape.stamped ? R"({"n":"0000000000","t":"0000000000000000",)" : "{";
  text += R"("device":"device-)" + padded(device, 4) + R"(","quality":"good","values":[)";
  while (text.size() < size) {
    text += padded(random() % 1000, 1) + "." + padded(random() % 1000, 3) + ",";
  }
  text.resize(size);
  if (size < 3) return text;
  // What is cut stays JSON: no number ends in its point, none is missing behind a comma.
  if (text[size - 3] == '.' || text[size - 3] == ',') text[size - 3] = '0';
  text.replace(size - 2, 2, "]}");
  return text;
}

void put_u16(std::string& out, std::size_t value) {
  out += static_cast<char>(value >> 8U);
  out += static_cast<char>(value & 0xFFU);
}

void put_string(std::string& out, std::string_view text) {
  put_u16(out, text.size());
  out += text;
}

void put_digits(char* out, std::size_t digits, std::uint64_t value) {
  for (std::size_t i = digits; i > 0; --i, value /= 10) out[i - 1] = static_cast<char>('0' + value % 10);
}

// Variable Byte Integer [MQTT 1.5.5].
void put_variable(std::string& out, std::size_t value) {
  do {
    const std::size_t digit = value % 128;
    value /= 128;
    out += static_cast<char>(value > 0 ? digit + 128 : digit);
  } while (value > 0);
}

}  // namespace

MessageSet::MessageSet(MessageShape shape) {
  std::minstd_rand random(1);
  for (std::size_t device = 0; device < device_count; ++device) {
    std::string properties;
    for (std::size_t i = 0; i < shape.user_properties; ++i) {
      const Pair pair = property_of(i, device);
      properties += '\x26';
      put_string(properties, pair.name);
      put_string(properties, pair.value);
    }
    std::string head;
    put_string(head, topic_of(device));
    std::string tail;
    put_variable(tail, properties.size());
    tail += properties;
    const std::size_t payload = tail.size();
    tail += payload_of(device, shape, random);

    std::string packet(1, '\x32');  // PUBLISH, QoS 1 [MQTT 3.3.1]
    put_variable(packet, head.size() + 2 + tail.size());
    packet += head;
    const std::size_t packet_id = packet.size();
    put_u16(packet, 0);
    packet += tail;
    packets_.push_back({bytes_.size(), packet.size(), packet_id, packet_id + 2 + payload});
    bytes_.insert(bytes_.end(), packet.begin(), packet.end());
  }
}

void MessageSet::append(std::uint64_t number, std::uint16_t packet_id, std::vector<char>& out) const {
  const Packet& packet = packets_[number % packets_.size()];
  const std::size_t at = out.size();
  const char* begin = bytes_.data() + packet.begin;
  out.insert(out.end(), begin, begin + packet.size);
  out[at + packet.packet_id] = static_cast<char>(packet_id >> 8U);
  out[at + packet.packet_id + 1] = static_cast<char>(packet_id & 0xFFU);
}

void MessageSet::append_stamped(std::uint64_t number, std::uint64_t time_us, std::uint16_t packet_id,
                                std::vector<char>& out) const {
  const std::size_t at = out.size() + packets_[number % packets_.size()].payload;
  append(number, packet_id, out);
  put_digits(out.data() + at + stamp_number_at, stamp_number_digits, number);
  put_digits(out.data() + at + stamp_time_at, stamp_time_digits, time_us);
}

}  // namespace sluice::bench
