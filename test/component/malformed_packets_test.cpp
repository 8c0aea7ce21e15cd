// SPDX-License-Identifier: Apache-2.0
// Every packet of test/data/malformed to a running `sluice`: named to the broker, never acknowledged, never its end.
#include "support/malformed_packets.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <list>
#include <map>

#include "component/plant.hpp"

namespace sluice::test {
namespace {

/// What is still to be played, and to whom. Five equal faults in a row end a connection's task by design, so that a
/// client never gets one twice in a row as long as there are others.
class Program {
 public:
  Program() {
    for (auto& packet : malformed_packets()) left_.push_back(std::move(packet));
  }

  bool done() const { return left_.empty(); }
  std::size_t size() const { return left_.size(); }
  MalformedPacket next_for(const std::string& client_id) {
    const auto is_new = [&](const MalformedPacket& packet) { return packet.fault != last_[client_id]; };
    auto found = std::ranges::find_if(left_, is_new);
    if (found == left_.end()) found = left_.begin();
    MalformedPacket packet = std::move(*found);
    left_.erase(found);
    last_[client_id] = packet.fault;
    return packet;
  }
  void put_back(MalformedPacket packet) { left_.push_back(std::move(packet)); }

 private:
  std::list<MalformedPacket> left_;
  std::map<std::string, std::string> last_;
};

/// The packet id of the SUBSCRIBE that waits, 0 before CONNACK. No value: the connection ended before. Paho's C library
/// sometimes confuses sockets when attempts follow each other within milliseconds, and closes its side first: that
/// costs an attempt, nothing more.
std::optional<std::uint16_t> lead_to(Moment moment, ScriptedPeer& peer) {
  if (moment == Moment::before_connack) return std::uint16_t{0};
  try {
    return peer.reply_connack().expect_subscribe().packet_id;
  } catch (const ScriptError&) {
    return std::nullopt;
  }
}

void expect_refused(const MalformedPacket& packet, std::uint16_t subscribe_id, ScriptedPeer& peer) {
  INFO(packet.place << ": " << packet.text);
  const Disconnect disconnect = peer.send(packet.bytes(subscribe_id)).expect_disconnect();
  CHECK(hex_byte(disconnect.reason) == hex_byte(packet.reason_code()));
  CHECK(text_of(disconnect.properties, PropertyId::reason_string) == packet.reason_string());
  peer.expect_end();
  const auto is_puback = [](const Packet& received) { return received.type() == PacketType::puback; };
  CHECK(std::ranges::none_of(peer.received(), is_puback));
  peer.close();
}

/// False: this attempt came to nothing.
bool play_one(Program& program, ScriptedPeer peer) {
  std::string client_id;
  try {
    client_id = peer.expect_connect().client_id;
  } catch (const ScriptError&) {
    return false;
  }
  const MalformedPacket packet = program.next_for(client_id);
  const auto subscribe_id = lead_to(packet.moment, peer);
  if (!subscribe_id) {
    program.put_back(packet);
    return false;
  }
  expect_refused(packet, *subscribe_id, peer);
  return true;
}

}  // namespace

TEST_CASE("each malformed packet of the collection is answered by its DISCONNECT and the next connection works") {
  Program program;
  std::size_t failures_left = program.size();
  Plant plant;
  // Many connections: Paho takes up to a second to begin the next attempt of each.
  SluiceProcess sluice(
      without_pauses(plant, program.size() * 2).set("mqtt.connections", "16").set("log.level", "warn"));
  while (!program.done() && failures_left > 0) {
    if (!play_one(program, plant.broker.accept())) --failures_left;
  }
  CHECK(program.size() == 0);
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "good")).expect_puback(1);
  CHECK(all_values_of(plant, 1) == std::vector<std::string>{"good"});
  sluice.terminate();
  CHECK(session.peer.expect_disconnect().reason == 0);
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
}

}  // namespace sluice::test
