// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/mqtt_packets.hpp"
#include "support/sockets.hpp"

namespace sluice::test {

/// How long a script waits for what must come. Generous: it only costs time when a test fails.
inline constexpr Milliseconds patience{10'000};

/// The client did not do what the script says; the text holds what it did instead.
class ScriptError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The broker's end of one connection, driven by the test line by line: there is no thread behind it. Nothing is read
/// before the script asks for it. Every `expect_...` throws ScriptError when something else comes or nothing at all.
/// PINGREQ is answered in passing, unless the script turns that off or expects it.
class ScriptedPeer {
 public:
  ScriptedPeer(Stream stream, std::size_t number) : stream_(std::move(stream)), number_(number) {}

  Connect expect_connect();
  Subscribe expect_subscribe();
  Unsubscribe expect_unsubscribe(Milliseconds deadline = patience);
  Puback expect_any_puback(Milliseconds deadline = patience);
  /// The next packet must be a PUBACK 0x00 of `packet_id`.
  ScriptedPeer& expect_puback(std::uint16_t packet_id);
  /// The next packets must be the PUBACKs of these, in this order.
  ScriptedPeer& expect_pubacks(const std::vector<std::uint16_t>& packet_ids);
  ScriptedPeer& expect_pingreq(Milliseconds deadline = patience);
  Disconnect expect_disconnect(Milliseconds deadline = patience);
  /// The client must end the connection without another packet.
  ScriptedPeer& expect_end(Milliseconds deadline = patience);
  /// No packet but PINGREQ, and no end, for that long: the only way to see that something does not happen.
  ScriptedPeer& expect_silence(Milliseconds length);
  /// The next packet of any type; nullopt at the end of the connection. Throws when the deadline passed.
  std::optional<Packet> next_packet(const std::string& awaited, Milliseconds deadline = patience);

  ScriptedPeer& reply_connack(const Connack& connack = {});
  /// One code per filter; without codes what was asked for is granted.
  ScriptedPeer& reply_suback(const Subscribe& subscribe, std::vector<std::uint8_t> codes = {},
                             const Properties& properties = {});
  ScriptedPeer& reply_unsuback(const Unsubscribe& unsubscribe, std::uint8_t code = 0);
  ScriptedPeer& reply_pingresp();
  ScriptedPeer& send_publish(const Publish& publish);
  ScriptedPeer& send_disconnect(std::uint8_t reason, const Properties& properties = {});
  /// Any bytes, whole or in pieces of `piece` bytes, each a segment of its own.
  ScriptedPeer& send(std::string_view bytes, std::size_t piece = 0);

  ScriptedPeer& answer_pings(bool on);
  void close() { stream_.close(); }  ///< FIN; RST when bytes were left unread
  void reset() { stream_.reset(); }  ///< RST

  /// All packets of the client so far, in order.
  const std::vector<Packet>& received() const { return received_; }

 private:
  std::optional<Packet> poll_packet(Milliseconds deadline);
  Packet expect(PacketType type, const std::string& awaited, Milliseconds deadline);
  [[noreturn]] void fail(const std::string& awaited, const std::string& got) const;

  Stream stream_;
  std::size_t number_;
  FrameBuffer frames_;
  std::vector<Packet> received_;
  bool answers_pings_ = true;
  bool ended_ = false;
};

/// What `ScriptedBroker::accept_session` answers and what it saw.
struct SessionScript {
  Connack connack;
  std::vector<std::uint8_t> codes;  ///< of the SUBACK; empty: as asked
  bool answer_pings = true;         ///< while the script waits for something else
};
struct Session {
  ScriptedPeer peer;
  Connect connect;
  Subscribe subscribe;
};

/// A fake MQTT 5 broker on a free loopback port: accepts connections, each of which a script then plays.
class ScriptedBroker {
 public:
  std::uint16_t port() const { return listener_.port(); }
  /// `mqtt://127.0.0.1:port`.
  std::string url() const { return "mqtt://127.0.0.1:" + std::to_string(port()); }

  /// The next connection; throws ScriptError when none comes.
  ScriptedPeer accept(Milliseconds deadline = patience);
  /// The next connection played up to and including SUBACK.
  Session accept_session(const SessionScript& script = {}, Milliseconds deadline = patience);
  /// No connection for that long.
  void expect_no_connection(Milliseconds length);
  /// Refuses connections from now on.
  void close() { listener_.close(); }

 private:
  Listener listener_;
  std::size_t accepted_ = 0;
};

}  // namespace sluice::test
