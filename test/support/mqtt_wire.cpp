// SPDX-License-Identifier: Apache-2.0
#include "support/mqtt_wire.hpp"

#include <algorithm>
#include <array>

namespace sluice::test {
namespace {

enum class Form { u8, u16, u32, varint, text, pair };

Form form_of(PropertyId id) {
  switch (id) {
    case PropertyId::payload_format:
    case PropertyId::request_problem_information:
    case PropertyId::request_response_information:
    case PropertyId::maximum_qos:
    case PropertyId::retain_available:
    case PropertyId::wildcard_available:
    case PropertyId::subscription_identifiers_available:
    case PropertyId::shared_available: return Form::u8;
    case PropertyId::server_keep_alive:
    case PropertyId::receive_maximum:
    case PropertyId::topic_alias_maximum:
    case PropertyId::topic_alias: return Form::u16;
    case PropertyId::message_expiry:
    case PropertyId::session_expiry:
    case PropertyId::will_delay:
    case PropertyId::maximum_packet_size: return Form::u32;
    case PropertyId::subscription_identifier: return Form::varint;
    case PropertyId::user_property: return Form::pair;
    case PropertyId::content_type:
    case PropertyId::response_topic:
    case PropertyId::correlation_data:
    case PropertyId::assigned_client_id:
    case PropertyId::authentication_method:
    case PropertyId::authentication_data:
    case PropertyId::response_information:
    case PropertyId::server_reference:
    case PropertyId::reason_string: return Form::text;
  }
  throw WireError("no property has the identifier " + hex_byte(static_cast<unsigned>(id)));
}

void put(WireWriter& out, const Property& property) {
  out.u8(static_cast<unsigned>(property.id));
  switch (form_of(property.id)) {
    case Form::u8: out.u8(std::get<std::uint32_t>(property.value)); return;
    case Form::u16: out.u16(std::get<std::uint32_t>(property.value)); return;
    case Form::u32: out.u32(std::get<std::uint32_t>(property.value)); return;
    case Form::varint: out.varint(std::get<std::uint32_t>(property.value)); return;
    case Form::text: out.text(std::get<std::string>(property.value)); return;
    case Form::pair: {
      const auto& [name, value] = std::get<TextPair>(property.value);
      out.text(name).text(value);
      return;
    }
  }
}

Property take(WireReader& in) {
  const auto id = static_cast<PropertyId>(in.u8());
  switch (form_of(id)) {
    case Form::u8: return {id, std::uint32_t{in.u8()}};
    case Form::u16: return {id, std::uint32_t{in.u16()}};
    case Form::u32: return {id, in.u32()};
    case Form::varint: return {id, in.varint()};
    case Form::text: return {id, in.text()};
    case Form::pair: break;
  }
  auto name = in.text();
  return {id, TextPair{std::move(name), in.text()}};
}

const Property* find(const Properties& properties, PropertyId id) {
  const auto found = std::ranges::find(properties, id, &Property::id);
  return found == properties.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name_of(PacketType type) {
  static constexpr std::array<std::string_view, 16> names{
      "type 0",    "CONNECT", "CONNACK",     "PUBLISH",  "PUBACK",  "PUBREC",   "PUBREL",     "PUBCOMP",
      "SUBSCRIBE", "SUBACK",  "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "AUTH"};
  return names.at(static_cast<std::size_t>(type) & 0x0FU);
}

std::optional<std::uint32_t> number_of(const Properties& properties, PropertyId id) {
  const auto* property = find(properties, id);
  return property == nullptr ? std::nullopt : std::optional(std::get<std::uint32_t>(property->value));
}

std::optional<std::string> text_of(const Properties& properties, PropertyId id) {
  const auto* property = find(properties, id);
  return property == nullptr ? std::nullopt : std::optional(std::get<std::string>(property->value));
}

bool has(const Properties& properties, PropertyId id) { return find(properties, id) != nullptr; }

std::vector<TextPair> user_properties_of(const Properties& properties) {
  std::vector<TextPair> pairs;
  for (const auto& property : properties) {
    if (property.id == PropertyId::user_property) pairs.push_back(std::get<TextPair>(property.value));
  }
  return pairs;
}

WireWriter& WireWriter::u8(unsigned value) {
  bytes_.push_back(static_cast<char>(value & 0xFFU));
  return *this;
}

WireWriter& WireWriter::u16(unsigned value) { return u8(value >> 8U).u8(value); }

WireWriter& WireWriter::u32(std::uint32_t value) { return u16(value >> 16U).u16(value); }

WireWriter& WireWriter::varint(std::uint32_t value) {
  for (; value >= 0x80U; value >>= 7U) u8((value & 0x7FU) | 0x80U);
  return u8(value);
}

WireWriter& WireWriter::text(std::string_view value) { return u16(static_cast<unsigned>(value.size())).raw(value); }

WireWriter& WireWriter::raw(std::string_view value) {
  bytes_ += value;
  return *this;
}

WireWriter& WireWriter::properties(const Properties& list) {
  WireWriter inner;
  for (const auto& property : list) put(inner, property);
  return varint(static_cast<std::uint32_t>(inner.bytes().size())).raw(inner.bytes());
}

std::uint8_t WireReader::u8() { return static_cast<std::uint8_t>(raw(1)[0]); }

std::uint16_t WireReader::u16() {
  const unsigned high = u8();
  return static_cast<std::uint16_t>(high << 8U | u8());
}

std::uint32_t WireReader::u32() {
  const std::uint32_t high = u16();
  return high << 16U | u16();
}

std::uint32_t WireReader::varint() {
  std::uint32_t value = 0;
  for (unsigned shift = 0; shift <= 21; shift += 7) {
    const std::uint32_t byte = u8();
    value |= (byte & 0x7FU) << shift;
    if (byte < 0x80U) return value;
  }
  throw WireError("a variable byte integer has more than four bytes");
}

std::string WireReader::text() { return raw(u16()); }

std::string WireReader::raw(std::size_t size) {
  if (rest_.size() < size) {
    throw WireError("the packet ends " + std::to_string(size - rest_.size()) + " bytes too early");
  }
  std::string bytes(rest_.substr(0, size));
  rest_.remove_prefix(size);
  return bytes;
}

Properties WireReader::properties() {
  const std::uint32_t size = varint();
  const std::string bytes = raw(size);
  WireReader inner(bytes);
  Properties list;
  while (!inner.at_end()) list.push_back(take(inner));
  return list;
}

std::string frame(unsigned first, std::string_view body) {
  WireWriter out;
  out.u8(first).varint(static_cast<std::uint32_t>(body.size())).raw(body);
  return out.bytes();
}

std::string Packet::bytes() const { return frame(first, body); }

std::optional<Packet> FrameBuffer::next() {
  const std::string_view rest = std::string_view(bytes_).substr(start_);
  std::size_t length = 0;
  std::size_t head = 1;
  for (unsigned shift = 0;; shift += 7, ++head) {
    if (rest.size() <= head) return std::nullopt;
    if (shift > 21) throw WireError("a length has more than four bytes");
    const auto byte = static_cast<unsigned char>(rest[head]);
    length |= static_cast<std::size_t>(byte & 0x7FU) << shift;
    if (byte < 0x80U) break;
  }
  ++head;
  if (rest.size() < head + length) return std::nullopt;
  Packet packet{static_cast<std::uint8_t>(rest[0]), std::string(rest.substr(head, length))};
  start_ += head + length;
  constexpr std::size_t worth_moving = 65536;
  if (start_ == bytes_.size() || start_ > worth_moving) {
    bytes_.erase(0, start_);
    start_ = 0;
  }
  return packet;
}

std::string FrameBuffer::take_rest() {
  std::string rest = bytes_.substr(start_);
  bytes_.clear();
  start_ = 0;
  return rest;
}

std::string hex_byte(unsigned value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return {'0', 'x', digits[value >> 4U & 0x0FU], digits[value & 0x0FU]};
}

std::string hex(std::string_view bytes, std::size_t limit) {
  std::string text;
  for (const char byte : bytes.substr(0, limit)) {
    if (!text.empty()) text += ' ';
    text += hex_byte(static_cast<unsigned char>(byte)).substr(2);
  }
  if (bytes.size() > limit) text += " ... (" + std::to_string(bytes.size()) + " bytes)";
  return text;
}

}  // namespace sluice::test
