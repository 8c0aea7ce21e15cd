// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sluice::bench {

struct MessageShape {
  std::size_t payload_bytes = 200;
  std::size_t user_properties = 3;
  /// The payload begins with a number and a time that `append_stamped` fills in; then at least 64 bytes.
  bool stamped = false;
};

/// A stamped payload: `{"n":"0000000042","t":"1764498600123456",...`: where the digits are.
inline constexpr std::size_t stamp_number_at = 6;
inline constexpr std::size_t stamp_number_digits = 10;
inline constexpr std::size_t stamp_time_at = 23;
inline constexpr std::size_t stamp_time_digits = 16;

/// PUBLISH packets (MQTT 5, QoS 1) of 1,000 devices, encoded beforehand so that sending one is a copy and two bytes of
/// packet id. Topics have four levels: `factory/line-03/device-0042/temperature`. The payload is JSON text whose
/// numbers differ from device to device, so that a codec finds about what it would find in sensor data.
class MessageSet {
 public:
  explicit MessageSet(MessageShape shape);

  /// Appends message `number` (they repeat after 1,000) to `out`.
  void append(std::uint64_t number, std::uint16_t packet_id, std::vector<char>& out) const;

  /// The same for a stamped shape: writes `number` and `time_us` (since 1970) into the payload.
  void append_stamped(std::uint64_t number, std::uint64_t time_us, std::uint16_t packet_id,
                      std::vector<char>& out) const;

 private:
  struct Packet {
    std::size_t begin;
    std::size_t size;
    std::size_t packet_id;  // offset within the packet
    std::size_t payload;    // offset within the packet
  };

  std::vector<char> bytes_;
  std::vector<Packet> packets_;
};

}  // namespace sluice::bench
