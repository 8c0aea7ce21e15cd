// SPDX-License-Identifier: Apache-2.0
#include "kafka/topic_registry.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <mutex>

#include "kafka_rig.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;
using State = TopicAnswer::State;

/// The registry's thread emits too.
struct SharedRecorder final : EventSink {
  void emit(const Event& event) override {
    const std::lock_guard lock(mutex);
    events.push_back(event);
  }
  std::size_t count(std::string_view name) {
    const std::lock_guard lock(mutex);
    return static_cast<std::size_t>(
        std::ranges::count_if(events, [name](const Event& event) { return event.name == name; }));
  }
  std::mutex mutex;
  std::vector<Event> events;
};

/// A registry and one connection's view of it.
struct RegistryRig {
  explicit RegistryRig(const Config& config) : registry(config, events) {}

  /// The answer once it is no longer pending; waits for the wake-up only.
  TopicAnswer settled(std::string_view topic, std::string_view default_topic = {}) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (std::chrono::steady_clock::now() < end) {
      const TopicAnswer answer = view.ask(topic, default_topic);
      if (answer.state != State::pending) return answer;
      pollfd descriptor{fd.get(), POLLIN, 0};
      ::poll(&descriptor, 1, 20'000);
      eventfd_t count = 0;
      ::eventfd_read(fd.get(), &count);
    }
    return {};
  }

  SharedRecorder events;
  UniqueFd fd{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
  TopicRegistry registry;
  TopicView view{registry, fd.get()};
};

Config config_for(const MockKafka& kafka, TopicPolicy policy = TopicPolicy::existing, std::uint32_t max_topics = 100) {
  Config config = kafka_config(kafka.brokers());
  config.kafka.topic_policy = policy;
  config.kafka.create.max_topics = max_topics;
  return config;
}

constexpr auto unknown = RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;

}  // namespace

TEST_CASE("a topic that is there becomes ready, and is then found without a question") {
  MockKafka kafka;
  kafka.create_topic("plant.1", 1);
  RegistryRig rig(config_for(kafka));
  CHECK_FALSE(rig.view.is_ready("plant.1"));
  CHECK(rig.settled("plant.1").state == State::ready);
  kafka.set_down();
  CHECK(rig.view.is_ready("plant.1"));
  CHECK(rig.view.is_ready("plant.1"));
  CHECK(rig.events.events.empty());
}

TEST_CASE("a topic that is missing is refused with its name and the remedy, and is not made") {
  MockKafka kafka;
  kafka.set_topic_error("plant.9", unknown);
  RegistryRig rig(config_for(kafka));
  const TopicAnswer answer = rig.settled("plant.9");
  CHECK(answer.state == State::refused);
  CHECK(answer.code == "UNKNOWN_TOPIC_OR_PART");
  CHECK(answer.text == "topic \"plant.9\" does not exist at " + kafka.bootstrap() +
                           ": create it, e.g. kafka-topics --create --topic plant.9 --bootstrap-server " +
                           kafka.bootstrap() + ", or correct the template of mapping.topic");
  CHECK_FALSE(rig.view.is_ready("plant.9"));
}

TEST_CASE("one topic more than templates may fill is not made; one that is there is used all the same") {
  MockKafka kafka;
  kafka.create_topic("plant.1", 1);
  kafka.create_topic("plant.2", 1);
  kafka.set_topic_error("plant.3", unknown);
  RegistryRig rig(config_for(kafka, TopicPolicy::create, 1));
  CHECK(rig.settled("plant.1").state == State::ready);
  CHECK(rig.settled("plant.2").state == State::ready);
  const TopicAnswer answer = rig.settled("plant.3");
  CHECK(answer.state == State::unusable);
  CHECK(answer.code == "TOO_MANY_TOPICS");
  CHECK(answer.text ==
        "topic \"plant.3\" does not exist and is not made: templates fill 1 topics already, as many as "
        "kafka.create.max_topics allows; raise it, make the topic yourself, or set mapping.default_topic");
}

TEST_CASE("a name that differs from another only in dots and underscores is not made") {
  MockKafka kafka;
  kafka.create_topic("plant.1", 1);
  kafka.set_topic_error("plant_1", unknown);
  RegistryRig rig(config_for(kafka, TopicPolicy::create));
  CHECK(rig.settled("plant.1").state == State::ready);
  const TopicAnswer answer = rig.settled("plant_1");
  CHECK(answer.state == State::unusable);
  CHECK(answer.code == "TOPIC_COLLISION");
  CHECK(answer.text ==
        "topic \"plant_1\" is not made: Kafka does not tell it from \"plant.1\", as `.` and `_` are the same in its "
        "metrics; change the template, or set mapping.default_topic");
}

TEST_CASE("while Kafka is away a topic is pending, said so, and ready when Kafka is back") {
  MockKafka kafka;
  kafka.create_topic("plant.1", 1);
  kafka.set_down();
  RegistryRig rig(config_for(kafka));
  CHECK(rig.view.ask("plant.1").state == State::pending);
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (rig.events.count("kafka_waiting") == 0 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  CHECK(rig.events.count("kafka_waiting") > 0);
  CHECK(rig.view.ask("plant.1").state == State::pending);
  kafka.set_up();
  CHECK(rig.settled("plant.1").state == State::ready);
}

TEST_CASE("a topic without rights is held, not refused: the configuration is at fault") {
  MockKafka kafka;
  kafka.create_topic("plant.1", 1);
  kafka.set_topic_error("plant.1", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  RegistryRig rig(config_for(kafka));
  rig.view.ask("plant.1");
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (rig.events.count("kafka_waiting") == 0 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  CHECK(rig.view.ask("plant.1").state == State::pending);
  kafka.set_topic_error("plant.1", RD_KAFKA_RESP_ERR_NO_ERROR);
  CHECK(rig.settled("plant.1").state == State::ready);
}

TEST_CASE("many topics without rights are said by a few lines a minute, with the number of the others") {
  MockKafka kafka;
  constexpr std::size_t topics = 60;
  RegistryRig rig(config_for(kafka));
  for (std::size_t i = 0; i < topics; ++i) {
    const std::string topic = "plant." + std::to_string(i);
    kafka.set_topic_error(topic, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
    CHECK(rig.view.ask(topic).state == State::pending);
  }
  kafka.create_topic("zebra", 1);
  // Asked last: by then all others have been asked for once.
  CHECK(rig.settled("zebra").state == State::ready);
  CHECK(rig.events.count("kafka_waiting") > 0);
  CHECK(rig.events.count("kafka_waiting") <= 10);
}

TEST_CASE("a topic that is there is not kept waiting by the repeated questions for many that are not usable") {
  MockKafka kafka;
  constexpr int topics = 60;
  kafka.create_topic("zebra", 1);
  for (int i = 0; i < topics; ++i) {
    kafka.set_topic_error("plant." + std::to_string(i), RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  }
  kafka.set_round_trip(30ms);
  RegistryRig rig(config_for(kafka));
  for (int i = 0; i < topics; ++i) rig.view.ask("plant." + std::to_string(i));
  const auto begin = std::chrono::steady_clock::now();
  CHECK(rig.settled("zebra").state == State::ready);
  // One question for each takes 4 s; in the order of names it takes three times that.
  const auto taken = std::chrono::steady_clock::now() - begin;
  CAPTURE(std::chrono::duration_cast<std::chrono::milliseconds>(taken).count());
  CHECK(taken < 9s);
}

TEST_CASE("a topic that has gone since is looked up anew, and a view that ends is not woken any more") {
  MockKafka kafka;
  kafka.create_topic("plant.1", 1);
  RegistryRig rig(config_for(kafka));
  {
    UniqueFd other_fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    TopicView other(rig.registry, other_fd.get());
    other.ask("plant.1");
  }
  CHECK(rig.settled("plant.1").state == State::ready);
  kafka.set_topic_error("plant.1", unknown);
  CHECK(rig.view.is_ready("plant.1"));
  rig.view.forget("plant.1");
  CHECK_FALSE(rig.view.is_ready("plant.1"));
  CHECK(rig.settled("plant.1").state == State::refused);
}

TEST_CASE("a topic that has gone keeps its default topic, for records of it that come back later") {
  MockKafka kafka;
  kafka.create_topic("plant.1", 1);
  RegistryRig rig(config_for(kafka));
  CHECK_FALSE(rig.view.default_topic_of("plant.1"));
  REQUIRE(rig.settled("plant.1").state == State::ready);
  CHECK(rig.view.default_topic_of("plant.1") == "");
  kafka.create_topic("plant.2", 1);
  REQUIRE(rig.settled("plant.2", "rest").state == State::ready);
  rig.view.forget("plant.2");
  CHECK_FALSE(rig.view.is_ready("plant.2", "rest"));
  rig.view.forget("plant.2");
  CHECK(rig.view.default_topic_of("plant.2") == "rest");
}

TEST_CASE("the registry ends while a question is under way") {
  MockKafka kafka;
  kafka.set_down();
  const auto start = std::chrono::steady_clock::now();
  {
    RegistryRig rig(config_for(kafka));
    rig.view.ask("plant.1");
  }
  CHECK(std::chrono::steady_clock::now() - start < 15s);
}

}  // namespace sluice::test
