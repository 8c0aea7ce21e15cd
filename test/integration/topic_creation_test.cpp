// SPDX-License-Identifier: Apache-2.0
// `kafka.topic_policy: create` with a real Kafka, which alone can make topics: the mock cannot.
#include <poll.h>
#include <sys/eventfd.h>

#include <catch2/catch.hpp>

#include "core/unique_fd.hpp"
#include "kafka/topic_registry.hpp"
#include "support/mqtt_client.hpp"
#include "support/record_log.hpp"
#include "support/servers.hpp"
#include "support/sluice_process.hpp"
#include "support/topic_facts.hpp"

namespace sluice::test {
namespace {

struct NoEvents final : EventSink {
  void emit(const Event& /*event*/) override {}
};

/// The registry's answer once it is no longer pending.
TopicAnswer settled(TopicView& view, int wakeup_fd, const std::string& topic) {
  const auto end = Clock::now() + Milliseconds{20'000};
  while (Clock::now() < end) {
    TopicAnswer answer = view.ask(topic);
    if (answer.state != TopicAnswer::State::pending) return answer;
    pollfd descriptor{wakeup_fd, POLLIN, 0};
    ::poll(&descriptor, 1, 20'000);
    eventfd_t count = 0;
    ::eventfd_read(wakeup_fd, &count);
  }
  return {};
}

}  // namespace

TEST_CASE("a missing topic is made as the configuration says, and used; what Kafka refuses is told") {
  const Mosquitto mosquitto({"autosave_on_changes false"});
  const ApacheKafka kafka;
  const auto task = [&] {
    TaskFile file("mqtt://" + mosquitto.address(), kafka.address());
    file.set("kafka.topic_policy", "create");
    return file;
  };

  {
    SluiceProcess sluice(task().set("kafka.create", "{partitions: 3, replication_factor: 1, retention.ms: 3600000}"));
    sluice.wait_ready();
    sluice.wait_for_log({"event=topic_made", "topic=plant", "partitions=3"});
    MqttClient publisher(mosquitto.port(), {.client_id = "sensor", .properties = {}});
    CHECK(publisher.publish({.topic = "load/1", .payload = "x", .properties = {}}) == 0);
    const RecordLog log(kafka.address(), "plant", 3);
    CHECK(log.wait_for_count(1, Milliseconds{20'000}));
    CHECK(sluice.stop() == 0);
  }
  const TopicFacts facts = topic_facts(kafka.address(), "plant");
  CHECK(facts.partitions == 3);
  CHECK(facts.replicas == 1);
  CHECK(topic_setting(kafka.address(), "plant", "retention.ms") == "3600000");

  {  // it is there now: nothing is made or changed
    SluiceProcess sluice(task().set("kafka.create", "{partitions: 7, retention.ms: 1}"));
    sluice.wait_ready();
    CHECK(sluice.process().count_lines("event=topic_made") == 0);
    CHECK(sluice.stop() == 0);
    CHECK(topic_setting(kafka.address(), "plant", "retention.ms") == "3600000");
  }
  {  // more replicas than brokers: brokers may still come, so it waits
    SluiceProcess sluice(task().set("mapping.topic", "wide").set("kafka.create", "{replication_factor: 3}"));
    const std::string line = sluice.wait_for_log({"event=kafka_waiting", "topic=wide"});
    CHECK_THAT(line, Catch::Contains("Kafka at " + kafka.address() +
                                     " does not make topic \\\"wide\\\" with replication_factor 3: "
                                     "INVALID_REPLICATION_FACTOR: "));
    CHECK_THAT(line, Catch::Contains("; lower kafka.create.replication_factor, or start more brokers"));
    CHECK(sluice.stop() == 0);
  }
  {  // a configuration that no cluster takes: it ends
    SluiceProcess sluice(task().set("mapping.topic", "odd").set("kafka.create", "{retention.ms: soon}"));
    CHECK(sluice.exit_code() == 2);
    CHECK_THAT(sluice.wait_for_log({"event=stopped"}), Catch::Contains("with retention.ms soon: INVALID_CONFIG: "));
  }
  {  // topics that the messages name: made on first use, up to the bound, beyond it the default; nothing is lost
    SluiceProcess sluice(task()
                             .set("mapping.topic", "\"site.${topic[2]}\"")
                             .set("mapping.default_topic", "plant")
                             .set("kafka.create", "{partitions: 2, max_topics: 2}"));
    sluice.wait_ready();
    MqttClient publisher(mosquitto.port(), {.client_id = "sensor", .properties = {}});
    for (const char* const topic : {"load/a", "load/b", "load/c", "load/a"}) {
      CHECK(publisher.publish({.topic = topic, .payload = topic, .properties = {}}) == 0);
    }
    sluice.wait_for_log({"event=topic_made", "topic=site.a", "partitions=2"});
    sluice.wait_for_log({"event=topic_made", "topic=site.b", "partitions=2"});
    CHECK(RecordLog(kafka.address(), "site.a", 2).wait_for_count(2, Milliseconds{30'000}));
    CHECK(RecordLog(kafka.address(), "site.b", 2).wait_for_count(1, Milliseconds{30'000}));
    CHECK(RecordLog(kafka.address(), "plant", 3).wait_for_count(2, Milliseconds{30'000}));
    CHECK(sluice.stop() == 0);
    sluice.wait_for_log({"event=stopped", "received=4", "delivered=4", "in_flight=0"});
  }
}

TEST_CASE("topics of templates are made on first use, up to the bound, and not beside a name like theirs") {
  const ApacheKafka kafka;
  create_topic(kafka.address(), "there_already", 1);
  Config config;
  config.kafka.brokers = {kafka.address()};
  config.kafka.topic_policy = TopicPolicy::create;
  config.kafka.create.partitions = 2;
  config.kafka.create.max_topics = 2;
  NoEvents events;
  const UniqueFd fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  TopicRegistry registry(config, events);
  TopicView view(registry, fd.get());

  CHECK(settled(view, fd.get(), "there_already").state == TopicAnswer::State::ready);
  CHECK(settled(view, fd.get(), "plant.1").state == TopicAnswer::State::ready);
  CHECK(view.is_ready("plant.1"));
  CHECK(topic_facts(kafka.address(), "plant.1").partitions == 2);
  CHECK(settled(view, fd.get(), "plant.2").code == "TOO_MANY_TOPICS");
  CHECK_THROWS_WITH(topic_facts(kafka.address(), "plant.2"), Catch::Contains("Unknown topic"));

  // Of a name that only Kafka knows.
  create_topic(kafka.address(), "other_1", 1);
  config.kafka.create.max_topics = 100;
  TopicRegistry roomy(config, events);
  TopicView other(roomy, fd.get());
  const TopicAnswer answer = settled(other, fd.get(), "other.1");
  CHECK(answer.state == TopicAnswer::State::unusable);
  CHECK(answer.code == "TOPIC_EXCEPTION");
  CHECK_THAT(answer.text, Catch::Contains("collides with existing topic"));
}

}  // namespace sluice::test
