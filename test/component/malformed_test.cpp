// SPDX-License-Identifier: Apache-2.0
// What MQTT forbids: named to the broker and in the log, never acknowledged, never a crash, never an endless loop.
#include <algorithm>
#include <catch2/catch.hpp>

#include "component/plant.hpp"

namespace sluice::test {
namespace {

struct Bad {
  const char* name;
  std::string bytes;
  std::uint8_t reason;
};

constexpr unsigned qos1 = 0x32;

/// The body of a PUBLISH with any bytes as properties, which brings their own length.
std::string body(std::string_view topic, unsigned packet_id, std::string_view properties, std::string_view rest = "x") {
  return WireWriter().text(topic).u16(packet_id).raw(properties).raw(rest).bytes();
}

std::string sized(std::string_view properties) {
  return WireWriter().varint(static_cast<std::uint32_t>(properties.size())).raw(properties).bytes();
}

std::string text_property(PropertyId id, std::string_view text) {
  return WireWriter().u8(static_cast<unsigned>(id)).text(text).bytes();
}

/// Neighbours differ in their text, so that no row looks like a repeat of the one before.
std::vector<Bad> malformed_publishes() {
  const std::string content_type = text_property(PropertyId::content_type, "a");
  const std::string nul(1, '\0');
  return {
      {"QoS 3", frame(0x36, body("load/1", 1, sized(""))), 0x81},
      {"QoS 2, which was not asked for", frame(0x34, body("load/1", 1, sized(""))), 0x82},
      {"topic longer than the packet", frame(qos1, WireWriter().u16(200).raw("load").bytes()), 0x81},
      {"packet id 0", frame(qos1, body("load/1", 0, sized(""))), 0x82},
      {"packet that ends within the packet id", frame(qos1, WireWriter().text("load/1").u8(1).bytes()), 0x81},
      {"content type twice", frame(qos1, body("load/1", 1, sized(content_type + content_type))), 0x82},
      {"properties longer than the packet", frame(qos1, body("load/1", 1, "\x50", "x")), 0x81},
      {"subscription identifier 0", frame(qos1, body("load/1", 1, sized(std::string("\x0B\0", 2)))), 0x82},
      {"string longer than the properties",
       frame(qos1, body("load/1", 1,
                        sized(std::string("\x03\x00\x09"
                                          "abc",
                                          6)))),
       0x81},
      {"no topic and no alias", frame(qos1, body("", 1, sized(""))), 0x82},
      {"property of CONNECT", frame(qos1, body("load/1", 1, sized(std::string("\x11\0\0\0\1", 5)))), 0x81},
      {"payload format 2", frame(qos1, body("load/1", 1, sized("\x01\x02"))), 0x82},
      {"property that does not exist", frame(qos1, body("load/1", 1, sized("\x7F\x01"))), 0x81},
      {"topic alias, which was not offered", frame(qos1, body("load/1", 1, sized(std::string("\x23\0\1", 3)))), 0x94},
      {"topic that is not UTF-8", frame(qos1, body("load/\xC3\x28", 1, sized(""))), 0x81},
      {"response topic twice",
       frame(qos1, body("load/1", 1,
                        sized(text_property(PropertyId::response_topic, "a") +
                              text_property(PropertyId::response_topic, "b")))),
       0x82},
      {"topic with U+0000", frame(qos1, body("load/" + nul, 1, sized(""))), 0x81},
      {"content type that is not UTF-8",
       frame(qos1, body("load/1", 1, sized(text_property(PropertyId::content_type, "\xFF")))), 0x81},
      {"topic with a wildcard", frame(qos1, body("load/#", 1, sized(""))), 0x81},
      {"user property cut short", frame(qos1, body("load/1", 1, sized(std::string("\x26\0\1k\0\5v", 7)))), 0x81},
      {"DUP with QoS 0", frame(0x38, WireWriter().text("load/1").raw(sized("")).bytes()), 0x81},
      {"length of five bytes", "\x32\xFF\xFF\xFF\xFF\x01", 0x81},
  };
}

std::vector<Bad> malformed_controls() {
  return {
      {"reserved packet type", std::string("\0\0", 2), 0x81},
      {"packet of a client", encode(Subscribe{9, {}, {{.filter = "a"}}}), 0x82},
      {"wrong flags", std::string("\xD3\0", 2), 0x81},
  };
}

std::size_t pubacks(const ScriptedPeer& peer) {
  return static_cast<std::size_t>(
      std::ranges::count_if(peer.received(), [](const Packet& packet) { return packet.type() == PacketType::puback; }));
}

/// A session that moves messages is opened again soon, whatever ends it.
ScriptedPeer session_with_a_message(Plant& plant, Milliseconds deadline = patience) {
  auto session = plant.broker.accept_session({}, deadline);
  session.peer.send_publish(message(9, "good")).expect_puback(9);
  return std::move(session.peer);
}

void expect_refused(ScriptedPeer& peer, const Bad& bad) {
  INFO(bad.name);
  const std::size_t acknowledged = pubacks(peer);
  const auto disconnect = peer.send(bad.bytes).expect_disconnect();
  CHECK(hex_byte(disconnect.reason) == hex_byte(bad.reason));
  peer.expect_end();
  peer.close();
  CHECK(pubacks(peer) == acknowledged);
}

void run_table(const std::vector<Bad>& table) {
  Plant plant;
  SluiceProcess sluice(plant.file());
  std::size_t logged = 0;
  for (const auto& bad : table) {
    auto peer = session_with_a_message(plant);
    expect_refused(peer, bad);
    ++logged;
    CHECK(eventually(patience, [&] { return sluice.process().count_lines("sent a malformed packet") == logged; }));
  }
  session_with_a_message(plant);
  CHECK(all_values_of(plant, table.size() + 1) == std::vector<std::string>(table.size() + 1, "good"));
  CHECK(sluice.process().is_running());
}

}  // namespace

TEST_CASE("a malformed PUBLISH is answered by its reason code, never acknowledged, and the next connection works") {
  run_table(malformed_publishes());
}

TEST_CASE("a malformed control packet is answered by its reason code, and the next connection works") {
  run_table(malformed_controls());
}

TEST_CASE("what came before a malformed packet is still acknowledged, or comes again") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  session.peer.send(encode(message(1, "good")) + frame(qos1, body("load/1", 0, sized(""))));
  auto packet = session.peer.next_packet("PUBACK or DISCONNECT");
  REQUIRE(packet);
  if (packet->type() == PacketType::puback) {
    CHECK(decode_puback(*packet) == Puback{1, 0});
    packet = session.peer.next_packet("DISCONNECT");
    REQUIRE(packet);
  }
  CHECK(decode_disconnect(*packet).reason == 0x82);
  CHECK(values_of(plant, 1) == std::vector<std::string>{"good"});
}

TEST_CASE("the same malformed packet again and again ends the task with a clear text") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  std::size_t times = 0;
  while (sluice.process().is_running() && times < 20) {
    try {
      auto peer = session_with_a_message(plant, Milliseconds{4'000});
      ++times;
      peer.send(frame(qos1, body("load/1", 1, sized("\x7F\x01")))).expect_disconnect();
      peer.close();
    } catch (const ScriptError&) {
      break;  // no further connection
    }
  }
  CHECK(times > 2);
  CHECK(times < 20);
  CHECK(sluice.exit_code() == 1);
  sluice.wait_for_log({"same malformed packet", "unacknowledged"});
}

TEST_CASE("a malformed CONNACK or SUBACK is not an answer") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto first = plant.broker.accept();
  first.expect_connect();
  CHECK(first.send(frame(0x20, "")).expect_disconnect().reason == 0x81);
  first.close();
  auto second = plant.broker.accept();
  second.expect_connect();
  second.reply_connack().expect_subscribe();
  CHECK(second.send(frame(0x90, WireWriter().u16(0).u8(0).u8(1).bytes())).expect_disconnect().reason == 0x82);
  second.close();
  plant.broker.accept_session();
  sluice.wait_ready();
}

}  // namespace sluice::test
