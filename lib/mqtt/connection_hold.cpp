// SPDX-License-Identifier: Apache-2.0
// What becomes of a connection when Kafka does not take what it holds: `mqtt.hold_limit`, `mqtt.at_hold_limit`.
#include <utility>

#include "mqtt/connection.hpp"

namespace sluice {

HoldEnd hold_end(const MqttConfig& config) {
  if (config.at_hold_limit == AtHoldLimit::release) return HoldEnd::close;
  if (config.profile->family == BrokerFamily::session_bound) return HoldEnd::unsubscribe;
  return config.profile->ends_session_at_deadline ? HoldEnd::end_session : HoldEnd::close;
}

ConnectionActions Connection::on(const HeldTooLong&) {
  if (decommissions() || is_held_) return {};
  is_held_ = true;
  switch (state_) {
    case ConnectionState::ready: return give_up_share();
    case ConnectionState::opening:
    case ConnectionState::handshaking:
      // To hand over takes a connection: it is done as soon as there is one.
      return hold_end_ == HoldEnd::close ? release() : ConnectionActions{};
    case ConnectionState::subscribing:
      // SUBACK may lie behind messages for which the window has no room. A new connection hands over before it
      // subscribes.
      return hold_end_ == HoldEnd::unsubscribe ? reopen() : give_up_share();
    default: return {};
  }
}

ConnectionActions Connection::give_up_share() {
  switch (hold_end_) {
    case HoldEnd::close: break;
    case HoldEnd::unsubscribe:
      state_ = ConnectionState::handing_over;
      unsubscribe_tries_ = 1;
      return {SendUnsubscribe{}};
    case HoldEnd::end_session:
      state_ = ConnectionState::releasing;
      return {TellHold{TellHold::What::released}, SendDisconnect{true}};
  }
  return release();
}

ConnectionActions Connection::release() {
  state_ = ConnectionState::released;
  brokers_.restart();
  // No DISCONNECT: it could end the session, and the broker shall give what we hold to others, or keep it.
  return {TellHold{TellHold::What::released}, CloseTransport{}};
}

ConnectionActions Connection::on_handed_over() {
  state_ = ConnectionState::handed_over;
  is_handed_over_ = true;
  // A connection that came about while Kafka is away was not subscribed.
  if (!stands_since_) stands_since_ = now_;
  return {TellHold{TellHold::What::handed_over}};
}

ConnectionActions Connection::on_hand_over_refused(std::string why) {
  ConnectionActions actions{TellHold{TellHold::What::hand_over_refused, std::move(why)}};
  for (ConnectionAction& action : release()) actions.push_back(std::move(action));
  return actions;
}

ConnectionActions Connection::on_session_ended() {
  has_ended_session_ = true;
  brokers_.restart();
  if (!is_held_) return reopen();
  state_ = ConnectionState::released;
  return {CloseTransport{}};
}

ConnectionActions Connection::on(const HoldOver&) {
  is_held_ = false;
  if (state_ == ConnectionState::released) return start();
  // What the broker has not answered yet it answers before this; a lost connection begins anew as any other.
  if (state_ != ConnectionState::handing_over && state_ != ConnectionState::handed_over) return {};
  state_ = ConnectionState::subscribing;
  return {SendSubscribe{}};
}

}  // namespace sluice
