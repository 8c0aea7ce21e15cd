// SPDX-License-Identifier: Apache-2.0
#include "support/mqtt_packets.hpp"

namespace sluice::test {
namespace {

constexpr unsigned first_byte(PacketType type, unsigned flags = 0) { return static_cast<unsigned>(type) << 4U | flags; }

void require_head(const Packet& packet, PacketType type, unsigned flags) {
  if (packet.type() != type) {
    throw WireError("expected " + std::string(name_of(type)) + ", got " + describe(packet));
  }
  if (packet.flags() != flags) {
    throw WireError(std::string(name_of(type)) + " has the flags " + hex_byte(packet.flags()) + " instead of " +
                    hex_byte(flags));
  }
}

void require_end(const WireReader& in, PacketType type) {
  if (!in.at_end()) throw WireError(std::string(name_of(type)) + " has bytes behind its end");
}

std::string encode_codes(PacketType type, const Suback& packet) {
  WireWriter out;
  out.u16(packet.packet_id).properties(packet.properties);
  for (const auto code : packet.codes) out.u8(code);
  return frame(first_byte(type), out.bytes());
}

}  // namespace

std::string encode(const Connect& packet) {
  const unsigned flags =
      (packet.clean_start ? 0x02U : 0U) | (packet.password ? 0x40U : 0U) | (packet.username ? 0x80U : 0U);
  WireWriter out;
  out.text("MQTT").u8(5).u8(flags).u16(packet.keep_alive).properties(packet.properties).text(packet.client_id);
  if (packet.username) out.text(*packet.username);
  if (packet.password) out.text(*packet.password);
  return frame(first_byte(PacketType::connect), out.bytes());
}

std::string encode(const Connack& packet) {
  WireWriter out;
  out.u8(packet.session_present ? 1 : 0).u8(packet.reason).properties(packet.properties);
  return frame(first_byte(PacketType::connack), out.bytes());
}

std::string encode(const Publish& packet) {
  WireWriter out;
  out.text(packet.topic);
  if (packet.qos > 0) out.u16(packet.packet_id);
  out.properties(packet.properties).raw(packet.payload);
  const unsigned flags = (packet.dup ? 8U : 0U) | static_cast<unsigned>(packet.qos) << 1U | (packet.retain ? 1U : 0U);
  return frame(first_byte(PacketType::publish, flags), out.bytes());
}

std::string encode(const Puback& packet) {
  WireWriter out;
  out.u16(packet.packet_id);
  if (packet.reason != 0) out.u8(packet.reason);
  return frame(first_byte(PacketType::puback), out.bytes());
}

std::string encode(const Subscribe& packet) {
  WireWriter out;
  out.u16(packet.packet_id).properties(packet.properties);
  for (const auto& entry : packet.subscriptions) {
    out.text(entry.filter)
        .u8(static_cast<unsigned>(entry.qos) | (entry.no_local ? 4U : 0U) | (entry.retain_as_published ? 8U : 0U) |
            static_cast<unsigned>(entry.retain_handling) << 4U);
  }
  return frame(first_byte(PacketType::subscribe, 2), out.bytes());
}

std::string encode(const Unsubscribe& packet) {
  WireWriter out;
  out.u16(packet.packet_id).properties(packet.properties);
  for (const auto& filter : packet.filters) out.text(filter);
  return frame(first_byte(PacketType::unsubscribe, 2), out.bytes());
}

std::string encode(const Disconnect& packet) {
  WireWriter out;
  if (packet.reason != 0 || !packet.properties.empty()) out.u8(packet.reason);
  if (!packet.properties.empty()) out.properties(packet.properties);
  return frame(first_byte(PacketType::disconnect), out.bytes());
}

std::string encode_suback(const Suback& packet) { return encode_codes(PacketType::suback, packet); }
std::string encode_unsuback(const Suback& packet) { return encode_codes(PacketType::unsuback, packet); }
std::string encode_pingreq() { return frame(first_byte(PacketType::pingreq), ""); }
std::string encode_pingresp() { return frame(first_byte(PacketType::pingresp), ""); }

Connect decode_connect(const Packet& packet) {
  require_head(packet, PacketType::connect, 0);
  WireReader in(packet.body);
  if (const auto protocol = in.text(); protocol != "MQTT") throw WireError("CONNECT names the protocol " + protocol);
  if (const unsigned version = in.u8(); version != 5) {
    throw WireError("CONNECT has the protocol version " + std::to_string(version));
  }
  Connect result;
  const unsigned flags = in.u8();
  if ((flags & 0x3DU) != 0) throw WireError("CONNECT has a will or reserved flags: " + hex_byte(flags));
  result.clean_start = (flags & 0x02U) != 0;
  result.keep_alive = in.u16();
  result.properties = in.properties();
  result.client_id = in.text();
  if ((flags & 0x80U) != 0) result.username = in.text();
  if ((flags & 0x40U) != 0) result.password = in.text();
  require_end(in, PacketType::connect);
  return result;
}

Connack decode_connack(const Packet& packet) {
  require_head(packet, PacketType::connack, 0);
  WireReader in(packet.body);
  Connack result;
  result.session_present = in.u8() == 1;
  result.reason = in.u8();
  result.properties = in.properties();
  require_end(in, PacketType::connack);
  return result;
}

Publish decode_publish(const Packet& packet) {
  require_head(packet, PacketType::publish, packet.flags());
  WireReader in(packet.body);
  Publish result;
  result.dup = (packet.flags() & 8U) != 0;
  result.qos = static_cast<std::uint8_t>(packet.flags() >> 1U & 3U);
  result.retain = (packet.flags() & 1U) != 0;
  result.topic = in.text();
  if (result.qos > 0) result.packet_id = in.u16();
  result.properties = in.properties();
  result.payload = in.rest();
  return result;
}

Puback decode_puback(const Packet& packet) {
  require_head(packet, PacketType::puback, 0);
  WireReader in(packet.body);
  Puback result;
  result.packet_id = in.u16();
  if (!in.at_end()) result.reason = in.u8();
  if (!in.at_end()) in.properties();
  require_end(in, PacketType::puback);
  return result;
}

Subscribe decode_subscribe(const Packet& packet) {
  require_head(packet, PacketType::subscribe, 2);
  WireReader in(packet.body);
  Subscribe result;
  result.packet_id = in.u16();
  result.properties = in.properties();
  while (!in.at_end()) {
    auto filter = in.text();
    const unsigned options = in.u8();
    if ((options & 0xC0U) != 0) throw WireError("SUBSCRIBE has reserved options: " + hex_byte(options));
    result.subscriptions.push_back({std::move(filter), static_cast<std::uint8_t>(options & 3U), (options & 4U) != 0,
                                    (options & 8U) != 0, static_cast<std::uint8_t>(options >> 4U & 3U)});
  }
  return result;
}

Unsubscribe decode_unsubscribe(const Packet& packet) {
  require_head(packet, PacketType::unsubscribe, 2);
  WireReader in(packet.body);
  Unsubscribe result;
  result.packet_id = in.u16();
  result.properties = in.properties();
  while (!in.at_end()) result.filters.push_back(in.text());
  return result;
}

Suback decode_suback(const Packet& packet) {
  require_head(packet, packet.type() == PacketType::unsuback ? PacketType::unsuback : PacketType::suback, 0);
  WireReader in(packet.body);
  Suback result;
  result.packet_id = in.u16();
  result.properties = in.properties();
  while (!in.at_end()) result.codes.push_back(in.u8());
  return result;
}

Disconnect decode_disconnect(const Packet& packet) {
  require_head(packet, PacketType::disconnect, 0);
  WireReader in(packet.body);
  Disconnect result;
  if (!in.at_end()) result.reason = in.u8();
  if (!in.at_end()) result.properties = in.properties();
  require_end(in, PacketType::disconnect);
  return result;
}

std::string describe(const Packet& packet) {
  std::string text(name_of(packet.type()));
  switch (packet.type()) {
    case PacketType::puback: {
      const auto puback = decode_puback(packet);
      return text + " id " + std::to_string(puback.packet_id) + " reason " + hex_byte(puback.reason);
    }
    case PacketType::publish: {
      const auto publish = decode_publish(packet);
      return text + " id " + std::to_string(publish.packet_id) + " topic " + publish.topic;
    }
    case PacketType::connack: return text + " reason " + hex_byte(decode_connack(packet).reason);
    case PacketType::disconnect: return text + " reason " + hex_byte(decode_disconnect(packet).reason);
    default: return packet.body.empty() ? text : text + " (" + hex(packet.body, 12) + ")";
  }
}

}  // namespace sluice::test
