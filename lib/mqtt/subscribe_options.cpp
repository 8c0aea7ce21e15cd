// SPDX-License-Identifier: Apache-2.0
#include "mqtt/subscribe_options.hpp"

#include <vector>

#include "mqtt/packet.hpp"
#include "mqtt/wire_reader.hpp"

namespace sluice {

bool set_subscribe_options(std::string& packet, std::uint8_t options) {
  const auto header = parse_frame_header(packet, Sender::client);
  if (!header || !*header || (*header)->type != PacketType::subscribe || (*header)->frame_size() != packet.size()) return false;
  WireReader reader(std::string_view(packet).substr((*header)->header_size));
  std::uint16_t packet_id = 0;
  std::uint32_t properties_size = 0;
  std::string_view properties;
  const bool has_head = reader.take(packet_id) && reader.take_variable(properties_size) == VariableByteInteger::complete &&
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

}  // namespace sluice
