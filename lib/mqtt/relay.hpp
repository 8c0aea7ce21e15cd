// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/event_loop.hpp"
#include "mqtt/connection.hpp"
#include "mqtt/keep_alive.hpp"
#include "mqtt/outbox.hpp"
#include "mqtt/transport/transport.hpp"
#include "mqtt/wire/frame_buffer.hpp"
#include "mqtt/wire/oversized_publish.hpp"
#include "mqtt/wire/packet.hpp"
#include "mqtt/wire/packet_order.hpp"
#include "mqtt/wire/publish.hpp"

namespace sluice {

/// What the relay tells its owner. All calls come from the connection's thread. The owner must not destroy the relay
/// in any of them but `on_round_over`, which is always the last.
class RelayObserver {
 public:
  enum class Taken {
    yes,  ///< or a repeat, passed over
    full  ///< not taken: the relay keeps it and stops reading until `read_on`
  };

  virtual ~RelayObserver() = default;

  virtual void on_open() = 0;
  /// Asked with the size on the wire, before the packet is read whole.
  virtual bool has_room(std::uint64_t frame_bytes) = 0;
  virtual Taken on_publish(const MqttMessage& message, std::uint64_t frame_bytes) = 0;
  /// Larger than the configured bound; it was read to its end.
  virtual Taken on_oversized(const OversizedMessage& message) = 0;
  virtual void on_connack(const ConnackView& connack) = 0;
  virtual void on_suback(const SubackView& suback) = 0;
  virtual void on_unsuback(const SubackView& unsuback) = 0;
  virtual void on_barrier(bool quiet) = 0;
  /// DISCONNECT is there but held back, see `Ending::when_drained`.
  virtual void on_late_publish() = 0;
  /// The connection is over; nothing follows but `on_round_over`.
  virtual void on_lost(const ConnectionLost& lost) = 0;
  /// Paho's DISCONNECT is out and the broker has closed, or had time enough to.
  virtual void on_closed() = 0;
  virtual void on_round_over() = 0;
};

struct RelaySettings {
  std::uint64_t max_message_bytes = 16ULL << 20ULL;
  std::chrono::seconds keep_alive{30};
  std::uint32_t attempt = 0;  ///< number of the connection attempt, see `wire_packet_id`
};

/// One connection to the broker, from TCP connect to close: stands between Paho, which speaks all control packets, and
/// the broker. PUBLISH packets from the broker are decoded in place and never reach Paho; PUBACKs are written by us,
/// between Paho's packets. Pings end here on both sides (see `KeepAlive`). Lives for one epoch: a reconnect makes a new
/// relay, so nothing of an old connection can reach a new one. Belongs to the connection's thread.
class Relay {
 public:
  Relay(EventLoop& loop, std::unique_ptr<Transport> transport, RelaySettings settings, RelayObserver& observer);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  /// Goes on with opening the transport; `on_open` or `on_lost` follows.
  void open();
  /// Not open yet, for want of the broker's addresses.
  bool is_resolving() const { return phase_ == Phase::opening && transport_->is_resolving(); }
  /// Paho's side of the connection, once it is accepted.
  void attach_paho(UniqueFd socket);

  /// Writes PUBACKs, in this order, in one piece.
  void acknowledge(std::span<const std::uint16_t> packet_ids);
  /// No further PUBLISH is taken; control packets that lie before the next PUBLISH still pass.
  void pause() { paused_ = true; }
  void resume();
  /// The same for an operator's pause; reading goes on when neither holds it up.
  void hold() { held_ = true; }
  void let_go();
  /// A PUBLISH waits that is not taken on purpose, and with it all behind it.
  bool is_stalled() const { return stalled_; }
  /// There may be room again: goes on where reading stopped, unless paused.
  void read_on();
  void send_barrier();
  /// What becomes of the session with DISCONNECT.
  enum class Ending {
    kept,
    ended,        ///< whatever it holds
    when_drained  ///< as `ended`, unless a PUBLISH has come since the last barrier: then DISCONNECT is held back
  };
  /// How to pass on Paho's DISCONNECT when it comes. False: it is not awaited any more, it was held back and is now
  /// passed on, or held back again.
  bool await_disconnect(Ending ending);

 private:
  enum class Phase { opening, open, closing, over };

  // What comes from the broker (relay.cpp)
  void advance_transport();
  void on_broker_ready(std::uint32_t events);
  void read_broker();
  void read_pending();
  void walk_broker();
  bool take_publish(const FrameHeader& header);
  bool pass_oversized();  // relay_oversized.cpp
  void take_control(const FrameHeader& header, std::string_view frame);
  bool take_answer(PacketType type, std::string_view body);
  void on_pong();
  void stall();

  // What goes to the broker (relay_write.cpp)
  void write_out();
  void flush_broker();
  void watch_broker();
  void tick();

  // The end of the connection (relay_close.cpp)
  void refuse(const PacketFault& fault);
  void pass_disconnect();
  bool is_drained();
  void close_in_order(std::optional<ConnectionLost> then);
  void show_end();
  void close_step_in(Millis time, void (Relay::*step)());
  void linger();
  void finish_close();
  void lose(const ConnectionLost& lost);
  void lose_by_network(std::string text);
  void lose_by_transport(std::string text);
  /// The broker closed the connection in order (FIN) and gave no reason.
  void lose_by_close(std::string text);

  // Paho's side (relay_paho.cpp)
  void on_paho_ready(std::uint32_t events);
  void walk_paho();
  void flush_paho();
  void drop_paho();

  EventLoop& loop_;
  std::unique_ptr<Transport> transport_;
  RelaySettings settings_;
  RelayObserver& observer_;
  Phase phase_ = Phase::opening;

  int watched_fd_ = -1;
  std::uint32_t watched_events_ = 0;
  FrameBuffer from_broker_;
  std::int64_t received_ms_ = 0;  ///< when the last bytes were read: one clock for all messages of a read
  Outbox to_broker_;
  PublishDecoder decoder_;
  std::optional<OversizedPublish> oversized_;  ///< the one that is passing
  KeepAlive keep_alive_;
  PacketOrder order_;
  bool paused_ = false;
  bool held_ = false;
  bool stalled_ = false;
  Ending ending_ = Ending::kept;
  std::optional<std::string> disconnect_;  ///< Paho's, held back
  bool quiet_ = true;                      ///< no PUBLISH since the last barrier ping
  std::optional<EventLoop::TimerId> timer_;

  UniqueFd paho_;
  FrameBuffer from_paho_;
  Outbox to_paho_;

  std::optional<ConnectionLost> after_close_;
  bool shows_end_ = false;  ///< the write side is to be shut once all is written
};

}  // namespace sluice
