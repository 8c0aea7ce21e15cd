// SPDX-License-Identifier: Apache-2.0
#include "support/mqtt_client.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace sluice::test {
namespace {

constexpr Milliseconds answer_deadline{10'000};

Properties connect_properties(const ClientOptions& options) {
  Properties all = options.properties;
  if (options.session_expiry > 0) all.push_back({PropertyId::session_expiry, options.session_expiry});
  return all;
}

}  // namespace

MqttClient::MqttClient(std::uint16_t port, const ClientOptions& options)
    : stream_(Stream::connect(port, options.address)) {
  send_raw(encode(Connect{.client_id = options.client_id,
                          .clean_start = options.clean_start,
                          .keep_alive = options.keep_alive,
                          .properties = connect_properties(options),
                          .username = options.username,
                          .password = std::nullopt}));
  connack_ = decode_connack(await(PacketType::connack));
}

std::size_t MqttClient::send_quota() const {
  return number_of(connack_.properties, PropertyId::receive_maximum).value_or(65535);
}

std::uint8_t MqttClient::publish(Publish message) {
  if (message.qos > 0) message.packet_id = ++next_id_;
  send_raw(encode(message));
  if (message.qos == 0) return 0;
  return decode_puback(await(PacketType::puback)).reason;
}

Suback MqttClient::subscribe(const std::vector<Subscription>& subscriptions) {
  send_raw(encode(Subscribe{++next_id_, {}, subscriptions}));
  return decode_suback(await(PacketType::suback));
}

Suback MqttClient::unsubscribe(const std::vector<std::string>& filters) {
  send_raw(encode(Unsubscribe{++next_id_, {}, filters}));
  return decode_suback(await(PacketType::unsuback));
}

std::optional<Publish> MqttClient::receive(Milliseconds deadline) {
  const auto packet = next_packet(deadline);
  if (!packet) return std::nullopt;
  return decode_publish(*packet);
}

void MqttClient::acknowledge(std::uint16_t packet_id) { send_raw(encode(Puback{packet_id, 0})); }

void MqttClient::ping() {
  send_raw(encode_pingreq());
  await(PacketType::pingresp);
}

void MqttClient::disconnect(std::optional<std::uint32_t> session_expiry) {
  Disconnect packet;
  if (session_expiry) packet.properties.push_back({PropertyId::session_expiry, *session_expiry});
  send_raw(encode(packet));
  stream_.shut_write();
  for (auto bytes = stream_.receive(answer_deadline); bytes && !bytes->empty();) {
    bytes = stream_.receive(answer_deadline);
  }
  stream_.close();
}

void MqttClient::send_raw(std::string_view bytes) {
  if (!stream_.send(bytes)) throw std::runtime_error("the MQTT broker has closed the connection of the test's client");
}

// Times left are rounded up: the last fraction of a millisecond would be spun through.
std::optional<Packet> MqttClient::next_packet(Milliseconds deadline) {
  if (!aside_.empty()) {
    Packet packet = std::move(aside_.front());
    aside_.pop_front();
    return packet;
  }
  const auto end = Clock::now() + deadline;
  for (;;) {
    if (auto packet = frames_.next()) return packet;
    const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now());
    const auto bytes = stream_.receive(std::max(left, Milliseconds{0}));
    if (!bytes) return std::nullopt;
    if (bytes->empty()) {
      throw std::runtime_error("the MQTT broker has closed the connection of the test's client");
    }
    frames_.append(*bytes);
  }
}

Packet MqttClient::await(PacketType type) {
  std::deque<Packet> others = std::exchange(aside_, {});
  const auto end = Clock::now() + answer_deadline;
  for (;;) {
    const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now());
    auto packet = next_packet(std::max(left, Milliseconds{0}));
    if (!packet) throw std::runtime_error("no " + std::string(name_of(type)) + " from the MQTT broker in 10 s");
    if (packet->type() == type) {
      aside_ = std::move(others);
      return std::move(*packet);
    }
    if (packet->type() == PacketType::disconnect) throw WireError("the MQTT broker sent " + describe(*packet));
    others.push_back(std::move(*packet));
  }
}

}  // namespace sluice::test
