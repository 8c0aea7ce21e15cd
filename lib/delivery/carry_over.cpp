// SPDX-License-Identifier: Apache-2.0
#include "delivery/carry_over.hpp"

#include <array>

namespace sluice {
namespace {

/// Numbers in eight bytes before each part keep two messages apart whose parts only differ in where they end.
std::array<char, 8> bytes_of(std::uint64_t number) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(number >> 8U * i & 0xFFU);
  return bytes;
}

constexpr std::uint64_t absent = UINT64_MAX;

}  // namespace

void CarryOver::begin(bool same_session) {
  if (!on_) return;
  connected_ = true;
  came_to_new_ = false;
  if (!same_session) last_.clear();
}

void CarryOver::end() {
  // Attempts that came to nothing change nothing: the broker has sent us nothing new.
  if (!on_ || !connected_) return;
  connected_ = false;
  if (came_to_new_) last_.clear();
  for (const auto& [packet_id, known] : live_) last_.insert_or_assign(packet_id, known);
  live_.clear();
}

void CarryOver::add(std::string_view bytes) {
  const auto size = bytes_of(bytes.size());
  sha256_->add({size.data(), size.size()});
  sha256_->add(bytes);
}

void CarryOver::add_head(const MqttMessage& message) {
  if (!sha256_) sha256_.emplace();
  const auto number = [this](std::uint64_t value) {
    const auto bytes = bytes_of(value);
    sha256_->add({bytes.data(), bytes.size()});
  };
  const auto optional = [&](const std::optional<std::string_view>& text) { text ? add(*text) : number(absent); };
  add(message.topic);
  number(message.payload_format ? *message.payload_format : absent);
  optional(message.content_type);
  optional(message.response_topic);
  optional(message.correlation_data);
  number(message.user_properties.size());
  for (const UserProperty& property : message.user_properties) {
    add(property.name);
    add(property.value);
  }
}

ContentHash CarryOver::hash(const MqttMessage& message) {
  add_head(message);
  add(message.payload);
  return sha256_->finish_bytes();
}

ContentHash CarryOver::hash(const MqttMessage& head, const Digest& payload) {
  add_head(head);
  const auto size = bytes_of(payload.bytes);
  sha256_->add({size.data(), size.size()});
  sha256_->add(payload.sha256);
  return sha256_->finish_bytes();
}

std::optional<Ticket> CarryOver::recognise(const MqttMessage& message, const ContentHash& content) {
  if (!message.duplicated) came_to_new_ = true;
  const auto found = last_.find(message.packet_id);
  if (found == last_.end()) return std::nullopt;
  const Known known = found->second;
  last_.erase(found);
  if (!message.duplicated || known.content != content) return std::nullopt;
  return known.ticket;
}

void CarryOver::admitted(std::uint16_t packet_id, Ticket ticket, const ContentHash& content) {
  live_.insert_or_assign(packet_id, Known{ticket, content});
}

void CarryOver::acknowledged(std::uint16_t packet_id) { live_.erase(packet_id); }

std::optional<Ticket> CarryOver::follower(Ticket ticket) const {
  const auto found = followers_.find(ticket);
  return found == followers_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Ticket> CarryOver::take_follower_of(Ticket ticket) {
  const auto found = followers_.find(ticket);
  if (found == followers_.end()) return std::nullopt;
  const Ticket fresh = found->second;
  followers_.erase(found);
  return fresh;
}

}  // namespace sluice
