// SPDX-License-Identifier: Apache-2.0
// A Kafka that resets, closes or answers with what is no Kafka: no crash, no PUBACK, and all is well when it behaves.
#include <poll.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <list>
#include <system_error>
#include <thread>

#include "component/plant.hpp"

namespace sluice::test {
namespace {

enum class Manner {
  reset,        ///< RST as soon as a connection is there
  close,        ///< closes when the first request has come: ApiVersions
  garbage,      ///< answers each request with bytes that mean nothing
  huge_length,  ///< answers with the head of 2 GiB
  cut_answers,  ///< lets the real one answer, and resets after one byte more each time
  honest        ///< hands on everything
};

/// Stands before the mock cluster's first broker, with manners that a test may change at any time. One thread.
class FakeKafka {
 public:
  explicit FakeKafka(std::uint16_t upstream) : upstream_(upstream), thread_([this] { run(); }) {}
  ~FakeKafka() {
    stop_ = true;
    thread_.join();
  }
  FakeKafka(const FakeKafka&) = delete;
  FakeKafka& operator=(const FakeKafka&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(listener_.port()); }
  void behave(Manner manner) { manner_ = manner; }
  std::size_t victims() const { return victims_; }

 private:
  struct Pair {
    Stream client;
    Stream broker;
    std::size_t answer_bytes_left = 0;
  };

  void run() {
    while (!stop_) {
      std::vector<pollfd> waits{{listener_.fd(), POLLIN, 0}};
      for (const Pair& pair : pairs_) {
        waits.push_back({pair.client.fd(), POLLIN, 0});
        waits.push_back({pair.broker.fd(), POLLIN, 0});
      }
      if (::poll(waits.data(), waits.size(), 20) <= 0) continue;
      std::size_t index = 1;
      for (auto pair = pairs_.begin(); pair != pairs_.end(); index += 2) {
        const bool lives =
            (waits[index].revents == 0 || take_request(*pair)) && (waits[index + 1].revents == 0 || take_answer(*pair));
        pair = lives ? std::next(pair) : pairs_.erase(pair);
      }
      if (waits[0].revents != 0) accept_one();
    }
  }

  void accept_one() {
    auto client = listener_.accept(Milliseconds{0});
    if (!client) return;
    if (manner_ == Manner::reset) {
      ++victims_;
      return client->reset();
    }
    try {
      pairs_.push_back({std::move(*client), Stream::connect(upstream_), ++cut_at_});
    } catch (const std::system_error&) {
      client->reset();
    }
  }

  /// With the request's correlation id (bytes 8 to 11), else librdkafka would only wait for another answer.
  static std::string garbage_for(const std::string& request) {
    return std::string("\0\0\0\x20", 4) + (request + std::string(12, '\0')).substr(8, 4) + std::string(28, '\xA5');
  }

  bool take_request(Pair& pair) {
    const auto bytes = pair.client.receive(Milliseconds{0});
    if (!bytes) return true;
    if (bytes->empty()) return false;
    switch (manner_) {
      case Manner::honest:
      case Manner::cut_answers: return pair.broker.send(*bytes);
      case Manner::garbage: ++victims_; return pair.client.send(garbage_for(*bytes));
      case Manner::huge_length: ++victims_; return pair.client.send("\x7F\xFF\xFF\xFFhuge");
      case Manner::reset:
      case Manner::close: ++victims_; return false;
    }
    return false;
  }

  bool take_answer(Pair& pair) {
    const auto bytes = pair.broker.receive(Milliseconds{0});
    if (!bytes) return true;
    if (bytes->empty()) return false;
    if (manner_ != Manner::cut_answers) return pair.client.send(*bytes);
    const std::string passed = bytes->substr(0, pair.answer_bytes_left);
    pair.answer_bytes_left -= passed.size();
    const bool sent = pair.client.send(passed);
    if (pair.answer_bytes_left > 0) return sent;
    ++victims_;
    pair.client.reset();
    return false;
  }

  std::uint16_t upstream_;
  Listener listener_;
  std::list<Pair> pairs_;
  std::size_t cut_at_ = 0;
  std::atomic<Manner> manner_ = Manner::honest;
  std::atomic<std::size_t> victims_ = 0;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

std::uint16_t port_of(const std::string& address) {
  return static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
}

}  // namespace

TEST_CASE("a Kafka that resets, closes, lies or is cut off makes no session at the broker until it behaves") {
  struct Row {
    Manner manner;
    std::size_t victims;
  };
  const Row row = GENERATE(Row{Manner::reset, 3}, Row{Manner::close, 3}, Row{Manner::garbage, 2},
                           Row{Manner::huge_length, 2}, Row{Manner::cut_answers, 6});
  Plant plant;
  FakeKafka fake(port_of(plant.kafka.brokers().front()));
  fake.behave(row.manner);
  SluiceProcess sluice(plant.file().set("kafka.brokers", "[\"" + fake.address() + "\"]"));
  REQUIRE(eventually(Milliseconds{20'000}, [&] { return fake.victims() >= row.victims; }));
  plant.broker.expect_no_connection(Milliseconds{100});
  CHECK(sluice.process().is_running());
  fake.behave(Manner::honest);
  auto session = plant.broker.accept_session({}, Milliseconds{30'000});
  session.peer.send_publish(message(1, "good")).expect_puback(1);
  CHECK(all_values_of(plant, 1) == std::vector<std::string>{"good"});
}

}  // namespace sluice::test
