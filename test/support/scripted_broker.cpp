// SPDX-License-Identifier: Apache-2.0
#include "support/scripted_broker.hpp"

#include <algorithm>
#include <utility>

namespace sluice::test {
namespace {

std::string in_time(const std::string& what, Milliseconds deadline) {
  return what + " within " + std::to_string(deadline.count()) + " ms";
}

/// The last packets of a long list, so that a failure's text stays readable.
std::string summary(const std::vector<Packet>& packets) {
  constexpr std::size_t shown = 12;
  std::string text;
  const std::size_t start = packets.size() > shown ? packets.size() - shown : 0;
  if (start > 0) text = std::to_string(start) + " packets";
  for (std::size_t i = start; i < packets.size(); ++i) {
    if (!text.empty()) text += ", ";
    text += describe(packets[i]);
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace

void ScriptedPeer::fail(const std::string& awaited, const std::string& got) const {
  throw ScriptError("connection " + std::to_string(number_) + ": expected " + awaited + ", got " + got +
                    "; received in all: " + summary(received_));
}

std::optional<Packet> ScriptedPeer::poll_packet(Milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  for (;;) {
    if (auto packet = frames_.next()) {
      received_.push_back(*packet);
      return packet;
    }
    if (ended_) return std::nullopt;
    const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now());
    const auto bytes = stream_.receive(std::max(left, Milliseconds{0}));
    if (!bytes) return std::nullopt;
    ended_ = bytes->empty();
    frames_.append(*bytes);
  }
}

std::optional<Packet> ScriptedPeer::next_packet(const std::string& awaited, Milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  for (;;) {
    const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now());
    auto packet = poll_packet(std::max(left, Milliseconds{0}));
    if (packet && packet->type() == PacketType::pingreq && answers_pings_) {
      reply_pingresp();
      continue;
    }
    if (!packet && !ended_) fail(in_time(awaited, deadline), "nothing");
    return packet;
  }
}

Packet ScriptedPeer::expect(PacketType type, const std::string& awaited, Milliseconds deadline) {
  auto packet = next_packet(awaited, deadline);
  if (!packet) fail(awaited, stream_.was_reset() ? "a connection reset" : "the end of the connection");
  if (packet->type() != type) fail(awaited, describe(*packet));
  return std::move(*packet);
}

Connect ScriptedPeer::expect_connect() { return decode_connect(expect(PacketType::connect, "CONNECT", patience)); }

Subscribe ScriptedPeer::expect_subscribe() {
  return decode_subscribe(expect(PacketType::subscribe, "SUBSCRIBE", patience));
}

Unsubscribe ScriptedPeer::expect_unsubscribe(Milliseconds deadline) {
  return decode_unsubscribe(expect(PacketType::unsubscribe, "UNSUBSCRIBE", deadline));
}

Puback ScriptedPeer::expect_any_puback(Milliseconds deadline) {
  return decode_puback(expect(PacketType::puback, "PUBACK", deadline));
}

ScriptedPeer& ScriptedPeer::expect_puback(std::uint16_t packet_id) {
  const std::string awaited = "PUBACK id " + std::to_string(packet_id) + " reason 0x00";
  const auto packet = expect(PacketType::puback, awaited, patience);
  if (decode_puback(packet) != Puback{packet_id, 0}) fail(awaited, describe(packet));
  return *this;
}

ScriptedPeer& ScriptedPeer::expect_pubacks(const std::vector<std::uint16_t>& packet_ids) {
  for (const auto id : packet_ids) expect_puback(id);
  return *this;
}

ScriptedPeer& ScriptedPeer::expect_pingreq(Milliseconds deadline) {
  const bool answers = std::exchange(answers_pings_, false);
  expect(PacketType::pingreq, "PINGREQ", deadline);
  answers_pings_ = answers;
  return *this;
}

Disconnect ScriptedPeer::expect_disconnect(Milliseconds deadline) {
  return decode_disconnect(expect(PacketType::disconnect, "DISCONNECT", deadline));
}

ScriptedPeer& ScriptedPeer::expect_end(Milliseconds deadline) {
  const auto packet = next_packet("the end of the connection", deadline);
  if (packet) fail("the end of the connection", describe(*packet));
  return *this;
}

ScriptedPeer& ScriptedPeer::expect_silence(Milliseconds length) {
  const std::string awaited = "silence for " + std::to_string(length.count()) + " ms";
  const auto end = Clock::now() + length;
  for (auto now = Clock::now(); now < end; now = Clock::now()) {
    const auto packet = poll_packet(std::chrono::ceil<Milliseconds>(end - now));
    if (packet && packet->type() == PacketType::pingreq && answers_pings_) {
      reply_pingresp();
      continue;
    }
    if (packet) fail(awaited, describe(*packet));
    if (ended_) fail(awaited, "the end of the connection");
  }
  return *this;
}

ScriptedPeer& ScriptedPeer::reply_connack(const Connack& connack) { return send(encode(connack)); }

ScriptedPeer& ScriptedPeer::reply_suback(const Subscribe& subscribe, std::vector<std::uint8_t> codes,
                                         const Properties& properties) {
  if (codes.empty()) {
    for (const auto& entry : subscribe.subscriptions) codes.push_back(entry.qos);
  }
  return send(encode_suback({subscribe.packet_id, properties, std::move(codes)}));
}

ScriptedPeer& ScriptedPeer::reply_unsuback(const Unsubscribe& unsubscribe, std::uint8_t code) {
  return send(encode_unsuback({unsubscribe.packet_id, {}, std::vector(unsubscribe.filters.size(), code)}));
}

ScriptedPeer& ScriptedPeer::reply_pingresp() { return send(encode_pingresp()); }

ScriptedPeer& ScriptedPeer::send_publish(const Publish& publish) { return send(encode(publish)); }

ScriptedPeer& ScriptedPeer::send_disconnect(std::uint8_t reason, const Properties& properties) {
  return send(encode(Disconnect{reason, properties}));
}

ScriptedPeer& ScriptedPeer::send(std::string_view bytes, std::size_t piece) {
  const std::size_t step = piece == 0 ? bytes.size() : piece;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size()))) {
    if (!stream_.send(bytes.substr(0, step))) fail("to send " + hex(bytes), "the client had closed the connection");
  }
  return *this;
}

ScriptedPeer& ScriptedPeer::answer_pings(bool on) {
  answers_pings_ = on;
  return *this;
}

ScriptedPeer ScriptedBroker::accept(Milliseconds deadline) {
  auto stream = listener_.accept(deadline);
  if (!stream) {
    throw ScriptError("expected " + in_time("connection " + std::to_string(accepted_ + 1), deadline) + ", none came");
  }
  return ScriptedPeer(std::move(*stream), ++accepted_);
}

Session ScriptedBroker::accept_session(const SessionScript& script, Milliseconds deadline) {
  Session session{accept(deadline), {}, {}};
  session.peer.answer_pings(script.answer_pings);
  session.connect = session.peer.expect_connect();
  session.peer.reply_connack(script.connack);
  session.subscribe = session.peer.expect_subscribe();
  session.peer.reply_suback(session.subscribe, script.codes);
  return session;
}

void ScriptedBroker::expect_no_connection(Milliseconds length) {
  if (listener_.accept(length)) {
    throw ScriptError("expected no connection for " + std::to_string(length.count()) + " ms, but one came");
  }
}

}  // namespace sluice::test
