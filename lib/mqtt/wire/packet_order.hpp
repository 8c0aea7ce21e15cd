// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "mqtt/wire/packet.hpp"

namespace sluice {

/// Which packets the server may send now, for a client that publishes nothing, asks for no QoS 2 and names no
/// authentication method (MQTT 5: 3.2, 3.8.4, 3.10.4, 4.12). What each packet holds is the decoders' business.
/// Pure; one for each network connection.
class PacketOrder {
 public:
  /// A packet of ours, whole, as it goes to the server: SUBSCRIBE and UNSUBSCRIBE await an answer.
  void sent(std::string_view packet);

  /// Whether the server may send a packet of this type now; null: it may. A DISCONNECT it may send at any time: the
  /// standard wants a CONNACK first [MQTT-3.14.0-1], but the connection is over and the reason counts.
  const PacketFault* check(PacketType type) const;
  /// CONNACK came, after `check`.
  void received(const ConnackView& connack);
  /// SUBACK or UNSUBACK came, after `check`. Null: it answers a packet of ours, for the first time and in full.
  const PacketFault* received(PacketType type, const SubackView& answer);

  bool connected() const { return connected_; }

 private:
  struct Request {
    std::uint16_t packet_id = 0;
    std::size_t filters = 0;
  };

  bool connected_ = false;
  bool refused_ = false;
  std::optional<Request> subscribe_;
  std::optional<Request> unsubscribe_;
};

}  // namespace sluice
