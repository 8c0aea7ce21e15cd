// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/amendments.hpp"

#include <vector>

#include "mqtt/wire/packet.hpp"
#include "mqtt/wire/wire_reader.hpp"

namespace sluice {

bool set_subscribe_options(std::string& packet, std::uint8_t options) {
  const auto header = parse_frame_header(packet, Sender::client);
  if (!header || !*header || (*header)->type != PacketType::subscribe || (*header)->frame_size() != packet.size())
    return false;
  WireReader reader(std::string_view(packet).substr((*header)->header_size));
  std::uint16_t packet_id = 0;
  std::uint32_t properties_size = 0;
  std::string_view properties;
  const bool has_head = reader.take(packet_id) &&
                        reader.take_variable(properties_size) == VariableByteInteger::complete &&
                        reader.take(properties_size, properties);
  if (!has_head || reader.left() == 0) return false;

  std::vector<std::size_t> places;
  while (reader.left() > 0) {
    std::string_view filter;
    std::uint8_t present = 0;
    if (!reader.take_prefixed(filter)) return false;
    places.push_back(packet.size() - reader.left());
    if (!reader.take(present)) return false;
  }
  for (const std::size_t place : places) {
    packet[place] = static_cast<char>(static_cast<unsigned char>(packet[place]) | options);
  }
  return true;
}

std::string_view disconnect_for_good() {
  static constexpr char packet[] = {'\xE0', 7, 0, 5, 0x11, 0, 0, 0, 0};
  return {packet, sizeof packet};
}

std::uint16_t wire_packet_id(std::uint16_t packet_id, std::uint32_t attempt) {
  // Of 65535 ids, the one mirrored at `attempt`: its own inverse, never 0.
  constexpr std::uint32_t ids = 65535;
  if (packet_id == 0) return 0;
  return static_cast<std::uint16_t>((2 * ids - packet_id - attempt % ids) % ids + 1);
}

void set_wire_packet_id(std::string& packet, std::uint32_t attempt) {
  const auto type = static_cast<PacketType>(static_cast<unsigned char>(packet[0]) >> 4U);
  const auto header = parse_frame_header(
      packet, type == PacketType::suback || type == PacketType::unsuback ? Sender::server : Sender::client);
  const bool has_id = type == PacketType::subscribe || type == PacketType::suback || type == PacketType::unsubscribe ||
                      type == PacketType::unsuback;
  if (!has_id || !header || !*header || (*header)->body_size < 2) return;
  const std::size_t at = (*header)->header_size;
  std::uint16_t packet_id = 0;
  if (!WireReader(std::string_view(packet).substr(at)).take(packet_id)) return;
  packet_id = wire_packet_id(packet_id, attempt);
  packet[at] = static_cast<char>(packet_id >> 8U);
  packet[at + 1] = static_cast<char>(packet_id & 0xFFU);
}

}  // namespace sluice
