// SPDX-License-Identifier: Apache-2.0
// Dead letters that are sent again when their cause is mended: each once, whatever happens meanwhile.
#include <catch2/catch.hpp>
#include <csignal>

#include "support/command_end.hpp"
#include "support/scripted_broker.hpp"
#include "support/site.hpp"

namespace sluice::test {
namespace {

/// A site where every message has become a dead letter, for the topic's template finds no user property.
struct BuriedLoad : Site {
  explicit BuriedLoad(MessageId count) {
    create_topic(kafka.address(), "dead", 2);
    const RecordLog dead(kafka.address(), "dead", 2);
    SluiceProcess sluice(file().set("mapping.topic", "${user.line}"));
    sluice.wait_ready();
    LoadPublisher load(mosquitto.port(), {.first = 0, .count = count});
    accepted = load.finish(Milliseconds{60'000}).accepted;
    dead.wait_for_distinct(count, Milliseconds{60'000});
    if (sluice.stop() != 0) throw std::runtime_error("the task did not end in order");
    total = dead.count();
  }

  TaskFile file() const { return Site::file().set("dead_letters.topic", "dead"); }

  std::vector<MessageId> accepted;
  std::size_t total = 0;  ///< dead letters
};

std::vector<std::string> every(const std::string& target = "kafka") { return {"--all", "--yes", "--to", target}; }

/// The number behind `label` in what a command printed.
std::size_t number_behind(const std::string& output, const std::string& label) {
  const std::size_t at = output.find(label);
  return at == std::string::npos ? 0 : std::stoul(output.substr(at + label.size()));
}

/// Starts a replay and does something to it once `count` records are in the topic.
template <class Blow>
void strike(const BuriedLoad& site, const std::vector<std::string>& arguments, std::size_t count, Blow blow) {
  SluiceProcess replay(site.file(), arguments, "dead-letters replay");
  REQUIRE(site.log.wait_for_count(count, Milliseconds{30'000}));
  blow(replay);
}

}  // namespace

TEST_CASE("dead letters are sent to Kafka once: by and by, interrupted, killed, and run again") {
  const BuriedLoad site(6000);
  const auto to_send_one = "to send to Kafka: 1 dead letter: 1 TOPIC_NOT_RENDERED\n";
  CHECK(run_command(site.file(), "dead-letters replay", {"0:5", "--yes"}).output ==
        std::string(to_send_one) + "sent: 1\n");
  CHECK(run_command(site.file(), "dead-letters replay", {"0:5", "0:7", "--yes"}).output ==
        std::string(to_send_one) + "sent before, left out: 1\nsent: 1\n");
  // Each tenth: beyond the first gap the progress is a set.
  const CommandEnd some = run_command(site.file(), "dead-letters replay", {"--filter", "load/3", "--yes"});
  INFO(some.output);
  CHECK(some.code == 0);
  CHECK(number_behind(some.output, "sent before, left out: ") + number_behind(some.output, "\nsent: ") == 600);

  strike(site, every(), 1000, [](SluiceProcess& replay) {
    replay.process().signal(SIGINT);
    CHECK(replay.exit_code() == 1);
    replay.wait_for_log({"sluice: stopped; run the same command again to go on"});
  });
  const std::size_t before = site.log.count();
  strike(site, every(), before + 500, [](SluiceProcess& replay) { replay.kill(); });

  const CommandEnd rest = run_command(site.file(), "dead-letters replay", every());
  INFO(rest.output);
  CHECK(rest.code == 0);
  const std::size_t earlier = number_behind(rest.output, "sent before, left out: ");
  CHECK(earlier >= before + 500);
  CHECK(earlier < site.total);
  CHECK(earlier + number_behind(rest.output, "\nsent: ") == site.total);

  const CommandEnd again = run_command(site.file(), "dead-letters replay", every());
  CHECK(again.code == 0);
  CHECK(again.output ==
        "to send to Kafka: 0 dead letters\nsent before, left out: " + std::to_string(site.total) + "\n");

  const Tally tally = site.settle(site.accepted);
  CHECK(tally.missing(site.accepted).empty());
  CHECK(site.log.count() == site.total);  // of committed records
}

TEST_CASE("of two replays at once the earlier gives way, and each dead letter is sent once") {
  const BuriedLoad site(2000);
  // Held in the middle of its work, most likely of a transaction, while the other does all of its own.
  strike(site, every(), 200, [&](SluiceProcess& earlier) {
    earlier.process().signal(SIGSTOP);
    const CommandEnd later = run_command(site.file(), "dead-letters replay", every());
    INFO(later.output);
    CHECK(later.code == 0);
    const std::size_t before = number_behind(later.output, "sent before, left out: ");
    CHECK(before < site.total);
    CHECK(before + number_behind(later.output, "\nsent: ") == site.total);
    earlier.process().signal(SIGCONT);
    CHECK(earlier.exit_code() == 1);
    earlier.wait_for_log(
        {"sluice: another replay of this task has begun meanwhile, and this one gives way to it; run the same command "
         "again when that one has ended"});
  });
  const Tally tally = site.settle(site.accepted);
  CHECK(tally.missing(site.accepted).empty());
  CHECK(site.log.count() == site.total);  // of committed records
}

TEST_CASE("a replay to MQTT gives way too, and only the message in its hand is published twice") {
  const BuriedLoad site(100);
  ScriptedBroker broker;
  const TaskFile file = site.file().set("mqtt.brokers", "[\"" + broker.url() + "\"]");
  const std::vector<std::string> two{"0:0", "0:1", "--yes", "--to", "mqtt"};
  const auto accept = [&] {
    ScriptedPeer peer = broker.accept(Milliseconds{30'000});
    peer.expect_connect();
    peer.reply_connack();
    return peer;
  };
  const auto next = [](ScriptedPeer& peer) { return decode_publish(peer.next_packet("PUBLISH").value()); };
  SluiceProcess first(file, two, "dead-letters replay");
  ScriptedPeer earlier = accept();
  const Publish in_hand = next(earlier);
  SluiceProcess second(file, two, "dead-letters replay");
  ScriptedPeer later = accept();  // it has shut out the first before it connects
  const Publish again = next(later);
  CHECK(again.payload == in_hand.payload);

  earlier.send(encode(Puback{in_hand.packet_id, 0}));
  CHECK(first.exit_code() == 1);
  first.wait_for_log({"sent: 0, left: 2"});
  first.wait_for_log(
      {"sluice: 0:0 was published, but that could not be kept and it will be again: another replay of this task has "
       "begun meanwhile, and this one gives way to it; run the same command again when that one has ended"});
  later.send(encode(Puback{again.packet_id, 0}));
  later.send(encode(Puback{next(later).packet_id, 0}));
  CHECK(second.exit_code() == 0);
  second.wait_for_log({"sent: 2"});
}

TEST_CASE("dead letters are published to the broker again and arrive by the task that runs") {
  const BuriedLoad site(300);
  SluiceProcess sluice(site.file());
  sluice.wait_ready();
  // Killed in the middle: what was in hand may come twice, nothing else.
  strike(site, every("mqtt"), 50, [](SluiceProcess& replay) { replay.kill(); });
  const CommandEnd rest = run_command(site.file(), "dead-letters replay", every("mqtt"));
  INFO(rest.output);
  CHECK(rest.code == 0);
  CHECK(number_behind(rest.output, "sent before, left out: ") >= 49);
  CHECK(number_behind(rest.output, "\nsent: ") > 0);

  const CommandEnd again = run_command(site.file(), "dead-letters replay", every("mqtt"));
  CHECK(again.output == "to send to MQTT: 0 dead letters\nsent before, left out: " + std::to_string(site.total) + "\n");
  const Tally tally = site.settle(site.accepted);
  CHECK(tally.missing(site.accepted).empty());
  CHECK(site.log.count() <= site.total + 1);
  CHECK(sluice.stop() == 0);
}

}  // namespace sluice::test
