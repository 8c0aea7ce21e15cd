// SPDX-License-Identifier: Apache-2.0
// `sluice dead-letters replay` step by step, against librdkafka's mock cluster. It isolates no transaction and forgets
// the offsets committed in one: what is sent once is shown with a real Kafka (test/integration).
#include <catch2/catch.hpp>
#include <set>

#include "component/graveyard.hpp"

namespace sluice::test {
namespace {

constexpr const char* replay = "dead-letters replay";

Publish with_properties(Publish message) {
  message.properties = {{PropertyId::content_type, std::string("text/plain")},
                        {PropertyId::user_property, TextPair{"k", "1"}},
                        {PropertyId::user_property, TextPair{"mqtt.topic", "forged"}},
                        {PropertyId::user_property, TextPair{"k", "2"}}};
  return message;
}

}  // namespace

TEST_CASE("a dead letter is mapped anew by the mended configuration, with all that the message had") {
  Graveyard plant;
  plant.bury(plant.broken(), {with_properties(to_topic("load/bad one", "first")), to_topic("load/bad two", "second")});
  const CommandEnd end =
      run_command(plant.file().set("mapping.key", "${topic[2]|slug}"), replay, {"--error", "ILLEGAL_TOPIC", "--yes"});
  CHECK(end.output == "to send to Kafka: 2 dead letters: 2 ILLEGAL_TOPIC\nsent: 2\n");
  CHECK(end.code == 0);

  const auto records = KafkaReader(plant.kafka.bootstrap(), "plant").read(2, patience);
  REQUIRE(records.size() == 2);
  CHECK(records[0].value == "first");
  CHECK(records[0].key == "bad_one");
  using Header = std::pair<std::string, std::optional<std::string>>;
  CHECK(records[0].headers == std::vector<Header>{{"mqtt.topic", "load/bad one"},
                                                  {"mqtt.packet_id", "1"},
                                                  {"mqtt.duplicated", "false"},
                                                  {"mqtt.qos", "1"},
                                                  {"mqtt.retained", "false"},
                                                  {"mqtt.content_type", "text/plain"},
                                                  {"k", "1"},
                                                  {"user.mqtt.topic", "forged"},
                                                  {"k", "2"}});
  CHECK(records[1].value == "second");
}

TEST_CASE("what is refused again stays a dead letter and is named, stubs are counted, what nobody wants is done") {
  Graveyard plant;
  plant.bury(plant.broken().set("mqtt.max_message_size", "64KiB").set("mqtt.max_in_flight_bytes", "64KiB"),
             {to_topic("load/bad one", "first"), to_topic("load/3", std::string(70'000, 'x')),
              to_topic("load/bad two", "second"), to_topic("load/bad three", "third")});
  const TaskFile half = plant.file()
                            .set("mapping.where", "$topic <> 'load/bad three'")
                            .set("mapping.topic", "${user.line:-plant}")
                            .set("mapping.routes", "[{filter: load/bad two, topic: \"${topic[2]}\"}]");
  const CommandEnd end = run_command(half, replay, {"--all", "--yes"});
  CHECK(end.code == 1);
  CHECK_THAT(end.output, Catch::StartsWith("to send to Kafka: 3 dead letters: 3 ILLEGAL_TOPIC\n"
                                           "cannot be sent: 1 of which only the beginning was kept "
                                           "(sluice.truncated); `list` and `show` name them\n"
                                           "0:2 stays a dead letter: ILLEGAL_TOPIC: "));
  CHECK_THAT(end.output, Catch::EndsWith("\nsent: 1, not wanted by mapping.where: 1, still dead letters: 1\n"));
  const CommandEnd rest = run_command(plant.file(), replay, {"--filter", "load/bad two", "--yes"});
  CHECK(rest.code == 0);
  CHECK(all_values_of(plant, 2) == std::vector<std::string>{"first", "second"});
}

TEST_CASE("a dead letter whose own topic is missing stays one, also where there is a default topic, as in run") {
  Graveyard plant;
  plant.bury(plant.broken(), {to_topic("load/bad one", "first")});
  plant.kafka.set_topic_error("own.bad_one", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const TaskFile own =
      plant.file().set("mapping.topic", "\"own.${topic[2]|slug}\"").set("mapping.default_topic", "plant");
  const CommandEnd end = run_command(own, replay, {"--all", "--yes"});
  CHECK(end.code == 1);
  CHECK_THAT(end.output, Catch::Contains("\n0:0 stays a dead letter: UNKNOWN_TOPIC_OR_PART: "));
  CHECK_THAT(end.output, Catch::EndsWith("\nsent: 0, still dead letters: 1\n"));
}

TEST_CASE("a record that Kafka refuses stays a dead letter, its neighbours are sent") {
  Graveyard plant;
  const std::string large(300'000, 'x');
  plant.bury(plant.broken(),
             {to_topic("load/bad 0", "m0"), to_topic("load/bad 1", large), to_topic("load/bad 2", "m2")});
  const CommandEnd end =
      run_command(plant.file().set("kafka.properties", "{message.max.bytes: 200000}"), replay, {"--all", "--yes"});
  CHECK(end.code == 1);
  CHECK_THAT(end.output, Catch::Contains("\n0:1 stays a dead letter: MSG_SIZE_TOO_LARGE: "));
  CHECK_THAT(end.output, Catch::EndsWith("\nsent: 2, still dead letters: 1\n"));
  // The mock cluster also shows what an aborted transaction had sent.
  const auto values = all_values_of(plant, 2);
  CHECK(std::set(values.begin(), values.end()) == std::set<std::string>{"m0", "m2"});
}

TEST_CASE("to MQTT a dead letter is published as it was") {
  Graveyard plant;
  plant.bury(plant.broken(), {with_properties(to_topic("load/bad one", "first")), to_topic("load/bad two", "second")});
  SluiceProcess process(plant.file(), {"--all", "--yes", "--to", "mqtt"}, replay);
  ScriptedPeer peer = plant.broker.accept();
  CHECK(peer.expect_connect().client_id.starts_with("plant-0-replay-"));
  peer.reply_connack();
  const Publish first = decode_publish(peer.next_packet("PUBLISH").value());
  CHECK(first.topic == "load/bad one");
  CHECK(first.payload == "first");
  CHECK(text_of(first.properties, PropertyId::content_type) == "text/plain");
  CHECK(user_properties_of(first.properties) ==
        std::vector<TextPair>{{"k", "1"}, {"mqtt.topic", "forged"}, {"k", "2"}});
  peer.send(encode(Puback{first.packet_id, 0}));
  const Publish second = decode_publish(peer.next_packet("PUBLISH").value());
  peer.send(encode(Puback{second.packet_id, 0x87}));
  CHECK(process.exit_code() == 1);
  process.wait_for_log(
      {"0:1 stays a dead letter: NOT_TAKEN: 0x87 Not authorized: let mqtt.username publish to this "
       "topic"});
  process.wait_for_log({"sent: 1, still dead letters: 1"});
}

TEST_CASE("a broker that refuses the replay for good makes exit code 3, one that goes away 1, and nothing is lost") {
  Graveyard plant;
  plant.bury(plant.broken(), {to_topic("load/bad one", "first")});
  SluiceProcess process(plant.file(), {"--all", "--yes", "--to", "mqtt"}, replay);
  ScriptedPeer peer = plant.broker.accept();
  peer.expect_connect();
  SECTION("refused") {
    peer.reply_connack({.reason = 0x87, .properties = {}});
    CHECK(process.exit_code() == 3);
    process.wait_for_log({"sent: 0, left: 1"});
    process.wait_for_log({"sluice: mqtt://127.0.0.1:", ": CONNACK 0x87 Not authorized; "});
  }
  SECTION("gone") {
    peer.reply_connack();
    peer.next_packet("PUBLISH");
    peer.close();
    CHECK(process.exit_code() == 1);
    process.wait_for_log(
        {"the connection broke; whether the message has arrived is not known; run the same command "
         "again to go on"});
  }
  const CommandEnd again = run_command(plant.file(), replay, {"--all", "--yes"});
  CHECK(again.output == "to send to Kafka: 1 dead letter: 1 ILLEGAL_TOPIC\nsent: 1\n");
}

TEST_CASE("a replay asks on a terminal only, and needs a choice") {
  const Graveyard plant;
  const CommandEnd silent = run_command(plant.file(), replay, {"--all"});
  CHECK(silent.code == 2);
  CHECK(silent.output == "sluice: there is no terminal to ask on: write --yes to send without being asked\n");
  const CommandEnd vague = run_command(plant.file(), replay, {"--yes"});
  CHECK(vague.code == 2);
  CHECK(vague.output == "sluice: which dead letters? Write ids, --since, --error, --filter, or --all\n");
  const CommandEnd nowhere = run_command(plant.file(), replay, {"--all", "--yes", "--to", "nats"});
  CHECK(nowhere.code == 2);
  CHECK_THAT(nowhere.output, Catch::StartsWith("sluice: --to: `nats` is neither kafka nor mqtt\n"));
}

}  // namespace sluice::test
