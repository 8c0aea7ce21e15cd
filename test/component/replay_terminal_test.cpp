// SPDX-License-Identifier: Apache-2.0
// What a person sees of `sluice dead-letters replay` on a terminal.
#include <catch2/catch.hpp>

#include "component/graveyard.hpp"
#include "support/terminal.hpp"

namespace sluice::test {
namespace {

constexpr const char* replay = "dead-letters replay";

void answer(ScriptedPeer& peer, const Publish& message) { peer.send(encode(Puback{message.packet_id, 0})); }

}  // namespace

TEST_CASE("on a terminal a replay asks first, and takes nothing but a yes for one") {
  Graveyard plant;
  plant.bury(plant.broken(), {to_topic("load/bad one", "first")});
  const std::string question = "to send to Kafka: 1 dead letter: 1 ILLEGAL_TOPIC\r\nSend 1 to Kafka? [y/N] ";
  const TempDir folder;
  for (const auto& [keys, shown] : std::vector<std::pair<std::string, std::string>>{
           {"n\n", "n\r\n"}, {"\n", "\r\n"}, {"\x03", "^C\r\n"}, {"\x04", "\r\n"}}) {
    Terminal terminal(command_for(folder, plant.file(), {"--all"}, replay));
    REQUIRE(terminal.wait_for("[y/N] "));
    terminal.type(keys);
    CHECK(terminal.exit_code() == 0);
    CHECK(terminal.screen() == question + shown + "nothing was sent\r\n");
  }
  Terminal terminal(command_for(folder, plant.file(), {"--all"}, replay));
  REQUIRE(terminal.wait_for("[y/N] "));
  terminal.type("y\n");
  CHECK(terminal.exit_code() == 0);
  CHECK_THAT(terminal.screen(), Catch::StartsWith(question + "y\r\n"));
  CHECK_THAT(terminal.screen(), Catch::EndsWith("sent: 1\r\n"));
}

TEST_CASE("on a terminal a replay draws a bar, which Ctrl-C takes away after the message in hand") {
  Graveyard plant;
  plant.bury(plant.broken(),
             {to_topic("load/bad 1", "m1"), to_topic("load/bad 2", "m2"), to_topic("load/bad 3", "m3")});
  const TempDir folder;
  Terminal terminal(command_for(folder, plant.file(), {"--all", "--to", "mqtt"}, replay));
  REQUIRE(terminal.wait_for("Send 3 to MQTT? [y/N] "));
  terminal.type("y\n");
  ScriptedPeer peer = plant.broker.accept();
  peer.expect_connect();
  peer.reply_connack();
  answer(peer, decode_publish(peer.next_packet("PUBLISH").value()));
  const Publish second = decode_publish(peer.next_packet("PUBLISH").value());
  REQUIRE(terminal.wait_for("\r[##########....................] replayed 1 of 3"));
  terminal.type("\x03");
  REQUIRE(terminal.wait_for("^C"));
  answer(peer, second);
  CHECK(terminal.exit_code() == 1);
  CHECK_THAT(terminal.screen(), Catch::EndsWith("\r\x1b[Ksent: 2, left: 1\r\n"
                                                "sluice: stopped; run the same command again to go on\r\n"));
}

TEST_CASE("Ctrl-C is obeyed soon although the broker withholds the PUBACK, and what is not known is said") {
  Graveyard plant;
  plant.bury(plant.broken(), {to_topic("load/bad 1", "m1"), to_topic("load/bad 2", "m2")});
  const TempDir folder;
  Terminal terminal(command_for(folder, plant.file(), {"--all", "--yes", "--to", "mqtt"}, replay));
  ScriptedPeer peer = plant.broker.accept();
  peer.expect_connect();
  peer.reply_connack();
  peer.next_packet("PUBLISH");
  terminal.type("\x03");
  CHECK(terminal.exit_code(Milliseconds{10'000}) == 1);  // far from the 15 s that a PUBACK may take
  CHECK_THAT(terminal.screen(),
             Catch::EndsWith("sent: 0, left: 2\r\nsluice: 0:0 to " + plant.broker.url() +
                             ": stopped before the PUBACK; whether the message has arrived is not known; run the same "
                             "command again to go on\r\n"));
}

TEST_CASE("on a terminal the first twenty of each cause are named that stay dead letters, the others counted") {
  Graveyard plant;
  std::vector<Publish> messages;
  for (int i = 0; i < 23; ++i) messages.push_back(to_topic("load/bad one", std::to_string(i)));
  plant.bury(plant.broken(), messages);
  const TempDir folder;
  Terminal terminal(command_for(folder, plant.broken(), {"--all", "--yes"}, replay));
  CHECK(terminal.exit_code() == 1);
  CHECK_THAT(terminal.screen(), Catch::Contains("0:19 stays a dead letter: ILLEGAL_TOPIC: "));
  CHECK_THAT(terminal.screen(), !Catch::Contains("0:20 stays a dead letter"));
  CHECK_THAT(terminal.screen(),
             Catch::EndsWith("and 3 more stay dead letters: 3 ILLEGAL_TOPIC\r\nsent: 0, still dead letters: 23\r\n"));
  // Into a file or a pipe: all of them.
  const CommandEnd piped = run_command(plant.broken(), replay, {"--all", "--yes"});
  CHECK_THAT(piped.output, Catch::Contains("0:22 stays a dead letter: ILLEGAL_TOPIC: "));
}

}  // namespace sluice::test
