// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <unordered_map>

#include "core/sha256.hpp"
#include "delivery/outcome.hpp"
#include "mapping/mqtt_message.hpp"

namespace sluice {

/// Recognises what a broker sends again after a reconnect because our PUBACK was never sent, so that it is tied to the
/// record that is on its way already, or safe already, instead of becoming a second one.
///
///     connection 1   id 7 > ticket 3 > record on its way ----------> delivered
///     connection 2   id 7, DUP, same session, same content > ticket 9 --'--> PUBACK 7
///
/// While an id is unacknowledged the broker must not give it to another message [MQTT-2.2.1-4], and it sends a message
/// again with its own id [MQTT-4.4.0-1]. Not every broker heeds that: so all of session, DUP flag, packet id and
/// content must agree, and what was acknowledged once is never recognised again, whether or not the PUBACK arrived. Ids
/// of a connection are remembered until the broker has come to new messages on a later one, for it sends again in the
/// old order first [MQTT-4.6.0-1]. The content is compared by SHA-256: an accidental match would lose a message.
///
/// Pure; belongs to the connection's thread. Switched off it costs a branch.
class CarryOver {
 public:
  explicit CarryOver(bool on) : on_(on) {}

  bool on() const { return on_; }

  /// A CONNACK came. `same_session`: the broker continues the session of the last connection.
  void begin(bool same_session);
  /// The connection is over: what is unacknowledged now may come again.
  void end();

  /// All that a broker keeps of a message when it sends it again; the expiry, which it counts down, is left out.
  ContentHash hash(const MqttMessage& message);
  /// The same of a message of which only the head is here.
  ContentHash hash(const MqttMessage& head, const Digest& payload);

  /// The ticket that a message of the last connection had. Either way its packet id names this message from now on.
  std::optional<Ticket> recognise(const MqttMessage& message, const ContentHash& content);
  /// A message of the live connection has been admitted.
  void admitted(std::uint16_t packet_id, Ticket ticket, const ContentHash& content);
  /// Its PUBACK is about to be written: never again to be recognised.
  void acknowledged(std::uint16_t packet_id);

  /// `fresh` is settled when `old` is.
  void tie(Ticket old, Ticket fresh) { followers_.emplace(old, fresh); }
  /// What is tied to a ticket; each has one follower at most, which may have one itself.
  std::optional<Ticket> follower(Ticket ticket) const;
  std::optional<Ticket> take_follower(Ticket ticket) {
    return followers_.empty() ? std::nullopt : take_follower_of(ticket);
  }

 private:
  struct Known {
    Ticket ticket = 0;
    ContentHash content{};
  };
  using ByPacketId = std::unordered_map<std::uint16_t, Known>;

  std::optional<Ticket> take_follower_of(Ticket ticket);
  void add(std::string_view bytes);
  void add_head(const MqttMessage& message);

  bool on_;
  bool connected_ = false;
  bool came_to_new_ = false;  ///< on the live connection: the broker has sent a message for the first time
  ByPacketId live_;           ///< unacknowledged on the live connection
  ByPacketId last_;           ///< unacknowledged when the last one ended, and not yet sent again
  std::unordered_map<Ticket, Ticket> followers_;
  std::optional<Sha256> sha256_;  ///< made when first needed
};

}  // namespace sluice
