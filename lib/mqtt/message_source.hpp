// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "mapping/mqtt_message.hpp"
#include "mqtt/connection.hpp"
#include "mqtt/wire/oversized_publish.hpp"

namespace sluice {

/// Takes what a source brings. All calls come from the connection's thread.
class MessageHandler {
 public:
  enum class Taken {
    yes,  ///< will be acknowledged once it is safe; or a repeat of one that is still open
    full  ///< no room: offered again after the next `acknowledge`
  };

  virtual ~MessageHandler() = default;

  /// Asked before a message of `wire_bytes` is read whole.
  virtual bool has_room(std::uint64_t wire_bytes) = 0;
  virtual Taken on_message(const MqttMessage& message, std::uint64_t wire_bytes) = 0;
  /// Larger than `mqtt.max_message_size`.
  virtual Taken on_oversized(const OversizedMessage& message) = 0;
  /// The broker has taken the connection; messages may follow. `same_session`: it is the broker of the last connection
  /// and it continues that session, so that what it sends again has the packet id of the first time.
  virtual void on_connected(bool same_session) = 0;
  /// The connection is gone, or an attempt: nothing can be acknowledged on it any more.
  virtual void on_connection_over() = 0;
  /// The connection has come to another state, or to another broker.
  virtual void on_state(ConnectionState state, const std::string& broker) = 0;
  /// Nothing read is still open.
  virtual bool is_settled() = 0;
  /// The last call.
  virtual void on_finished(const Finish& finish) = 0;
};

/// Messages in order of receipt, and the way back for their acknowledgements. Knows its connection epoch: what is
/// acknowledged after a reconnect without having been read on the new connection is the handler's fault.
class MessageSource {
 public:
  virtual ~MessageSource() = default;

  virtual void start() = 0;
  /// Acknowledges messages of the live connection, in this order. Call it after every round of reports, also with none:
  /// it tells the source that there may be room again and that everything may be settled.
  virtual void acknowledge(std::span<const std::uint16_t> packet_ids) = 0;
  /// A message has been held unacknowledged for too long: gives the connection up, or its share of the messages
  /// (`mqtt.at_hold_limit`), until `take_up`.
  virtual void release() = 0;
  /// Messages become safe again: connects or subscribes again after a `release`, else nothing.
  virtual void take_up() = 0;
  /// No further PUBLISH is read, also after a reconnect, until `resume` or the stop; all else goes on:
  /// acknowledgements, keep-alive, reconnects, the subscription.
  virtual void pause() = 0;
  virtual void resume() = 0;
  /// Graceful; `on_finished` follows. A second call may turn a `leave` into a `keep`.
  virtual void stop(OnStop how) = 0;
  /// At once, in order as far as it goes: the deadline has passed, or the operator insists.
  virtual void stop_now() = 0;
};

}  // namespace sluice
