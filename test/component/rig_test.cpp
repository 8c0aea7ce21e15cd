// SPDX-License-Identifier: Apache-2.0
// The tools of the tests, proved against each other and against real servers: what they say can be relied on.
#include <catch2/catch.hpp>
#include <csignal>

#include "support/cutting_proxy.hpp"
#include "support/load.hpp"
#include "support/mock_kafka.hpp"
#include "support/mqtt_client.hpp"
#include "support/record_log.hpp"
#include "support/scripted_broker.hpp"
#include "support/servers.hpp"
#include "support/sluice_process.hpp"

namespace sluice::test {
namespace {

Publish message(const std::string& topic, const std::string& payload) {
  return Publish{.topic = topic, .payload = payload, .properties = {}};
}

}  // namespace

TEST_CASE("a process is watched line by line and ends with its exit code") {
  Process process({{"/bin/sh", "-c", "echo one; echo $WORD >&2; exit 3"}, {{"WORD", "two"}}, {}});
  CHECK(process.wait_for_line("one", patience));
  CHECK(process.wait_for_line("two", patience));
  CHECK_FALSE(process.wait_for_line("three", patience));
  CHECK(process.wait(patience) == ExitStatus{3, 0});
}

TEST_CASE("a process that was killed tells the signal") {
  Process process({{"/bin/sleep", "60"}, {}, {}});
  CHECK(process.is_running());
  process.signal(SIGKILL);
  CHECK(process.wait(patience) == ExitStatus{-1, SIGKILL});
}

TEST_CASE("a program that does not exist is named") {
  CHECK_THROWS_WITH((Process({{"/no/such/program"}, {}, {}})), Catch::Contains("/no/such/program"));
}

TEST_CASE("a task file nests its keys") {
  const TaskFile file("mqtt://h:1", "h:2");
  CHECK(TaskFile(file).set("mapping.headers.add", "{a: b}").set("mapping.headers.system", "all").yaml() ==
        "kafka:\n  brokers: [\"h:2\"]\nlog:\n  level: debug\nmapping:\n  headers:\n    add: {a: b}\n    system: all\n"
        "  topic: plant\nmqtt:\n  brokers: [\"mqtt://h:1\"]\n  client_id: plant-0\n  filters: [\"load/#\"]\n"
        "task: plant\n");
}

TEST_CASE("a packet survives encoding and decoding") {
  const Publish sent{.topic = "a/b",
                     .payload = "x",
                     .packet_id = 7,
                     .qos = 1,
                     .retain = true,
                     .dup = true,
                     .properties = {{PropertyId::payload_format, 1U},
                                    {PropertyId::message_expiry, 70'000U},
                                    {PropertyId::subscription_identifier, 300U},
                                    {PropertyId::topic_alias, 9U},
                                    {PropertyId::content_type, "text/plain"},
                                    {PropertyId::user_property, TextPair{"k", "v"}},
                                    {PropertyId::user_property, TextPair{"k", "w"}}}};
  FrameBuffer frames;
  const auto bytes = encode(sent);
  frames.append(bytes.substr(0, 10));
  CHECK_FALSE(frames.next());
  frames.append(bytes.substr(10) + encode_pingreq());
  const auto packet = frames.next();
  REQUIRE(packet);
  const auto got = decode_publish(*packet);
  CHECK(encode(got) == bytes);
  CHECK(got.properties == sent.properties);
  CHECK(user_properties_of(got.properties) == std::vector<TextPair>{{"k", "v"}, {"k", "w"}});
  CHECK(frames.next()->type() == PacketType::pingreq);
}

TEST_CASE("a scripted broker plays a session with a client") {
  ScriptedBroker broker;
  std::uint8_t reason = 0xFF;
  std::thread other([&] {
    MqttClient client(broker.port(), {.client_id = "me", .properties = {{PropertyId::receive_maximum, 5U}}});
    client.subscribe({{.filter = "$share/g/a", .qos = 1}});
    reason = client.publish(message("a", "x"));
    client.disconnect(0);
  });
  auto session = broker.accept_session();
  CHECK(session.connect.client_id == "me");
  CHECK(number_of(session.connect.properties, PropertyId::receive_maximum).value_or(~0U) == 5U);
  CHECK(session.subscribe.subscriptions.at(0).filter == "$share/g/a");
  const auto publish = session.peer.next_packet("PUBLISH");
  REQUIRE(publish);
  session.peer.send(encode(Puback{decode_publish(*publish).packet_id, 0x10}), 1);
  CHECK(number_of(session.peer.expect_disconnect().properties, PropertyId::session_expiry).value_or(~0U) == 0U);
  session.peer.expect_end();
  session.peer.close();
  other.join();
  CHECK(reason == 0x10);
}

TEST_CASE("a script that is not followed says what came instead") {
  ScriptedBroker broker;
  auto stream = Stream::connect(broker.port());
  stream.send(encode(Connect{.client_id = "me", .properties = {}, .username = {}, .password = {}}) +
              encode(Puback{9, 0}));
  auto peer = broker.accept();
  peer.expect_connect();
  CHECK_THROWS_WITH(peer.expect_puback(7), Catch::StartsWith("connection 1: expected PUBACK id 7 reason 0x00, got "
                                                             "PUBACK id 9 reason 0x00; received in all: CONNECT"));
}

TEST_CASE("Mosquitto carries properties in order and keeps a session over a restart") {
  Mosquitto mosquitto;
  const ClientOptions member{.client_id = "m", .clean_start = false, .session_expiry = 300, .properties = {}};
  MqttClient(mosquitto.port(), member).subscribe({{.filter = "$share/g/t/#", .qos = 1}});
  MqttClient publisher(mosquitto.port(), {.client_id = "p", .properties = {}});
  auto publish = message("t/1", "x");
  publish.properties = {{PropertyId::user_property, TextPair{"b", "1"}},
                        {PropertyId::user_property, TextPair{"a", "2"}},
                        {PropertyId::user_property, TextPair{"b", "3"}}};
  CHECK(publisher.publish(publish) == 0);
  mosquitto.stop();
  mosquitto.start();
  MqttClient returned(mosquitto.port(), member);
  CHECK(returned.connack().session_present);
  const auto got = returned.receive(patience);
  REQUIRE(got);
  CHECK(user_properties_of(got->properties) == std::vector<TextPair>{{"b", "1"}, {"a", "2"}, {"b", "3"}});
}

TEST_CASE("a load is published at its rate and counted by reason code") {
  Mosquitto mosquitto;
  const auto start = Clock::now();
  LoadPublisher nobody(mosquitto.port(), {.first = 100, .count = 500, .per_second = 1000});
  const auto result = nobody.finish(patience);
  CHECK(result.failure.empty());
  CHECK(result.accepted.empty());
  CHECK(result.other_codes == std::map<unsigned, std::size_t>{{0x10, 500}});
  CHECK(Clock::now() - start >= Milliseconds{480});

  MqttClient reader(mosquitto.port(), {.client_id = "r", .properties = {}});
  reader.subscribe({{.filter = "load/#", .qos = 0}});
  LoadPublisher load(mosquitto.port(), {.first = 7, .count = 300});
  for (MessageId id = 7; id < 307; ++id) {
    const auto got = reader.receive(patience);
    REQUIRE(got);
    CHECK(id_of(got->payload) == id);
  }
  CHECK(load.finish(patience).accepted.size() == 300);
}

TEST_CASE("a proxy cuts at a packet boundary or within a packet, and then no more") {
  ScriptedBroker broker;
  CuttingProxy proxy(broker.port(), {.at = CutPlan::At::packets, .least = 2, .most = 2});
  auto client = Stream::connect(proxy.port());
  auto peer = broker.accept();
  peer.send(encode_pingresp() + encode_pingresp() + encode_pingresp());
  std::string got;
  for (auto bytes = client.receive(patience); bytes && !bytes->empty(); bytes = client.receive(patience)) got += *bytes;
  CHECK(got == encode_pingresp() + encode_pingresp());
  CHECK(client.was_reset());
  CHECK(proxy.cuts() == 1);

  proxy.stop_cutting();
  auto second = Stream::connect(proxy.port());
  auto second_peer = broker.accept();
  second_peer.send(encode_pingresp() + encode_pingresp() + encode_pingresp());
  got.clear();
  while (got.size() < 6) got += second.receive(patience).value();
  CHECK(got.size() == 6);
}

TEST_CASE("Apache Kafka starts, has its topic after SIGKILL, and can be read") {
  ApacheKafka kafka;
  create_topic(kafka.address(), "plant", 3);
  CHECK_THROWS_WITH(create_topic(kafka.address(), "plant", 3), Catch::Contains("already exists"));
  RecordLog log(kafka.address(), "plant", 3);
  kafka.kill();
  kafka.start();
  CHECK_THROWS_WITH(create_topic(kafka.address(), "plant", 3), Catch::Contains("already exists"));
  Process producer({{"/bin/sh", "-c",
                     "printf 'k:00000007 x\\nk:00000007 x\\nk:00000006 x\\n' | kcat -P -b " + kafka.address() +
                         " -t plant -K : -H a=1 -H b=2"},
                    {},
                    {}});
  CHECK(producer.wait(patience) == ExitStatus{0, 0});
  REQUIRE(log.wait_for_count(3, patience));
  CHECK(log.tally().repeats() == 1);
  CHECK(log.tally().missing({6, 7, 8}) == std::vector<MessageId>{8});
  CHECK(log.keys_out_of_order() == std::vector<std::string>{"k"});
  CHECK(log.records().at(0).headers == std::vector<std::pair<std::string, std::string>>{{"a", "1"}, {"b", "2"}});
}

// librdkafka answers a failed question for the beginning by auto.offset.reset, whose default is the end: a reader with
// it passes over what was written meanwhile.
TEST_CASE("the reader of Kafka begins at the beginning also when its questions for offsets fail") {
  MockKafka kafka;
  kafka.create_topic("plant", 1);
  kafka.push_offset_errors(std::vector(6, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART));
  const RecordLog log(kafka.bootstrap(), "plant", 1);
  ScriptedBroker broker;
  SluiceProcess sluice(TaskFile(broker.url(), kafka.bootstrap()));
  auto session = broker.accept_session();
  for (std::uint16_t id = 1; id <= 4; ++id) {
    session.peer.send_publish(Publish{.topic = "load/1", .payload = payload_of(id), .packet_id = id, .properties = {}});
  }
  session.peer.expect_pubacks({1, 2, 3, 4});
  CHECK(log.wait_for_distinct(4, Milliseconds{20'000}));
  CHECK(log.is_complete());
}

}  // namespace sluice::test
