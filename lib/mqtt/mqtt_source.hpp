// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "core/event_loop.hpp"
#include "mqtt/connection.hpp"
#include "mqtt/message_source.hpp"
#include "mqtt/paho_session.hpp"
#include "mqtt/relay.hpp"
#include "mqtt/transport/loopback_listener.hpp"
#include "ops/event.hpp"
#include "ops/event_budget.hpp"

namespace sluice {

/// One connection of the task: carries out what the `Connection` state machine decides, with Paho for control packets
/// and one relay per attempt. Inputs are collected while the relay or Paho speak and handled afterwards, so that
/// neither is destroyed under its own feet. Belongs to the loop's thread; Paho's callbacks are posted into it.
class MqttSource final : public MessageSource, private RelayObserver {
 public:
  MqttSource(EventLoop& loop, const MqttConfig& config, std::string client_id, Purpose purpose,
             TransportFactory transport, MessageHandler& handler, EventSink& events, std::uint64_t seed);
  ~MqttSource() override;
  MqttSource(const MqttSource&) = delete;
  MqttSource& operator=(const MqttSource&) = delete;

  void start() override;
  void acknowledge(std::span<const std::uint16_t> packet_ids) override;
  void release() override;
  void take_up() override;
  void pause() override;
  void resume() override;
  void stop(OnStop how) override;
  void stop_now() override;

 private:
  // RelayObserver
  void on_open() override;
  bool has_room(std::uint64_t frame_bytes) override { return handler_.has_room(frame_bytes); }
  Taken on_publish(const MqttMessage& message, std::uint64_t frame_bytes) override;
  Taken on_oversized(const OversizedMessage& message) override;
  void on_connack(const ConnackView& connack) override;
  void on_suback(const SubackView& suback) override;
  void on_unsuback(const SubackView& unsuback) override;
  void on_barrier(bool quiet) override;
  void on_late_publish() override;
  void on_lost(const ConnectionLost& lost) override;
  void on_closed() override;
  void on_round_over() override { handle_inputs(); }

  void accept_paho();
  void on_paho_connected(std::uint32_t attempt);
  void retire_paho();

  void input(ConnectionInput what) { inputs_.push_back(std::move(what)); }
  void handle_inputs();
  void show_state();
  void perform(const ConnectionAction& action);
  void open_transport(const BrokerUrl& url);
  void connect_paho(bool keep_session);
  void renew_password();
  void ask_paho(Result<void> result);
  void disconnect(const SendDisconnect& how);
  void close();
  void check_settled();
  void report_loss(const ConnectionLost& lost);
  void tell_hold(const TellHold& hold);
  void guard(Millis limit, std::string text);
  void unguard();
  void later(Millis delay, ConnectionInput what);
  void not_later();

  EventLoop& loop_;
  const MqttConfig config_;
  std::string client_id_;  ///< the broker may assign another one
  TransportFactory transport_;
  MessageHandler& handler_;
  EventSink& events_;
  Connection connection_;

  EventBudget stranger_budget_;
  std::uint64_t strangers_ = 0;           ///< refused and not yet told
  std::chrono::seconds asked_expiry_{0};  ///< in the last CONNECT
  std::optional<Secret> password_;        ///< as its file had it last
  std::string broker_;                    ///< address of the present attempt
  std::string last_broker_;               ///< address of the last that took a connection
  std::optional<HandshakeDone> handshake_;

  std::deque<ConnectionInput> inputs_;
  bool handling_ = false;
  bool is_paused_ = false;  ///< by an operator
  ConnectionState shown_state_ = ConnectionState::idle;
  std::string shown_broker_;
  bool waiting_settled_ = false;
  std::optional<EventLoop::TimerId> guard_;
  std::optional<EventLoop::TimerId> timer_;

  // All of one attempt: a new one shares nothing with the last, so nothing late can reach it.
  std::uint32_t attempt_ = 0;
  bool has_acknowledged_ = false;  ///< a message
  std::unique_ptr<Relay> relay_;
  std::unique_ptr<LoopbackListener> listener_;  ///< watched until Paho is in
  std::unique_ptr<PahoSession> paho_;

  /// Sessions of ended attempts, until Paho's threads have surely left them.
  struct Retired {
    std::unique_ptr<PahoSession> paho;
    EventLoop::TimerId timer;
  };
  std::list<Retired> retired_;
};

}  // namespace sluice
