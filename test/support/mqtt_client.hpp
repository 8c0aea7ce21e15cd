// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "support/mqtt_packets.hpp"
#include "support/sockets.hpp"

namespace sluice::test {

/// How a test's client connects to a broker.
struct ClientOptions {
  std::string client_id = "test-client";
  bool clean_start = true;
  std::uint32_t session_expiry = 0;  ///< seconds
  std::uint16_t keep_alive = 0;      ///< seconds; 0: the broker never gives up on us
  Properties properties{};           ///< more of CONNECT
  std::optional<std::string> username = std::nullopt;
  std::string address = "127.0.0.1";
};

/// A raw MQTT 5 client on a blocking socket, for publishing and for looking into a broker. Nothing is acknowledged or
/// answered unless asked for. Throws WireError or std::runtime_error when the broker does not play along in 10 s.
class MqttClient {
 public:
  MqttClient(std::uint16_t port, const ClientOptions& options);

  /// What the broker answered; the constructor does not judge its reason code.
  const Connack& connack() const { return connack_; }
  /// How many QoS 1 messages the broker takes without a PUBACK.
  std::size_t send_quota() const;

  /// Sends it and waits for its PUBACK with QoS 1: the reason code. The packet id is chosen here.
  std::uint8_t publish(Publish message);
  Suback subscribe(const std::vector<Subscription>& subscriptions);
  Suback unsubscribe(const std::vector<std::string>& filters);
  /// The next PUBLISH, or nullopt at the deadline.
  std::optional<Publish> receive(Milliseconds deadline);
  void acknowledge(std::uint16_t packet_id);
  /// PINGREQ, and waits for its PINGRESP: all that the broker had to say before has arrived then.
  void ping();
  /// DISCONNECT, with a Session Expiry Interval if given, then the end of the connection.
  void disconnect(std::optional<std::uint32_t> session_expiry = std::nullopt);
  /// RST, as a killed process behind a dead network would look.
  void abort() { stream_.reset(); }

  /// For senders that keep many messages under way.
  void send_raw(std::string_view bytes);
  /// The next packet of any type, also one put aside; nullopt at the deadline.
  std::optional<Packet> next_packet(Milliseconds deadline);

 private:
  Packet await(PacketType type);

  Stream stream_;
  FrameBuffer frames_;
  std::deque<Packet> aside_;  ///< came while another type was awaited
  Connack connack_;
  std::uint16_t next_id_ = 0;
};

}  // namespace sluice::test
