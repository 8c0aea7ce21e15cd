// SPDX-License-Identifier: Apache-2.0
// Random lives between a broker that keeps its session and a sink that takes its time: nothing is acknowledged before
// it is safe, and nothing becomes two records unless an acknowledgement was lost on its way.
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "delivery/pipeline.hpp"
#include "support/fake_sink.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t window = 8;

class Life {
 public:
  /// `contents`: so few that equal messages follow each other, or as many as there are messages.
  Life(unsigned seed, std::uint32_t contents, bool loses_pubacks)
      : random_(seed), contents_(contents), loses_pubacks_(loses_pubacks) {
    pipeline_.begin_epoch(false);
  }

  void run() {
    for (int step = 0; step < 400; ++step) {
      const std::uint32_t action = any(100);
      if (action < 40)
        publish();
      else if (action < 75)
        deliver();
      else if (action < 90)
        take_acknowledgements();
      else
        reconnect();
      require_promise();
    }
    reconnect();
    while (!in_flight_.empty()) {
      deliver();
      take_acknowledgements();
      send_again();
    }
    require_promise();
  }

  std::size_t records() const { return records_; }
  std::size_t messages() const { return messages_; }

 private:
  struct InFlight {
    std::string content;
    bool sent = false;  ///< on the present connection
    bool duplicated = false;
  };

  std::uint32_t any(std::uint32_t end) { return static_cast<std::uint32_t>(random_()) % end; }

  void publish() {
    if (in_flight_.size() == window) return;
    std::uint16_t id = 1;
    while (in_flight_.contains(id)) ++id;
    in_flight_[id] = {std::to_string(messages_++ % contents_)};
    order_.push_back(id);
    send_again();
  }

  // In order, as far as there is room.
  void send_again() {
    for (const std::uint16_t id : order_) {
      InFlight& message = in_flight_.at(id);
      if (message.sent) continue;
      MqttMessage packet;
      packet.topic = message.content;
      packet.packet_id = id;
      packet.qos = 1;
      packet.duplicated = message.duplicated;
      const Ticket ticket = pipeline_.window().next_ticket();
      const std::size_t before = sink_.open.size();
      const auto admission = pipeline_.offer(packet, 10);
      if (admission == Pipeline::Admission::full) return;
      REQUIRE(admission == Pipeline::Admission::admitted);
      message.sent = message.duplicated = true;
      if (sink_.open.size() == before) continue;
      content_of_[ticket] = message.content;
      ++records_;
    }
  }

  void deliver() {
    if (sink_.open.empty()) return;
    const Ticket ticket = sink_.open[any(static_cast<std::uint32_t>(sink_.open.size()))];
    if (any(10) == 0) {
      sink_.refuse(ticket, Verdict::retry, "_TRANSPORT");
    } else {
      ++safe_[content_of_.at(ticket)];
      sink_.deliver(ticket);
    }
  }

  void take_acknowledgements() {
    now_ += 10s;
    pipeline_.poll(now_);
    std::vector<std::uint16_t> ids;
    pipeline_.release(ids);
    const bool lost = loses_pubacks_ && any(4) == 0;
    for (const std::uint16_t id : ids) {
      REQUIRE(in_flight_.contains(id));
      ++acknowledged_[in_flight_.at(id).content];
      if (lost) {
        --acknowledged_[in_flight_.at(id).content];
        continue;
      }
      in_flight_.erase(id);
      std::erase(order_, id);
    }
    if (lost) reconnect();
    send_again();
  }

  void reconnect() {
    pipeline_.end_epoch();
    for (std::uint32_t i = any(6); i > 0; --i) deliver();
    now_ += 10s;
    pipeline_.poll(now_);
    std::vector<std::uint16_t> ids;
    pipeline_.release(ids);
    REQUIRE(ids.empty());
    pipeline_.begin_epoch(true);
    for (auto& [id, message] : in_flight_) message.sent = false;
    send_again();
  }

  void require_promise() {
    for (const auto& [content, count] : acknowledged_) REQUIRE(count <= safe_[content]);
    REQUIRE(pipeline_.window().open() <= window);
  }

  std::mt19937 random_;
  std::uint32_t contents_;
  bool loses_pubacks_;
  test::FakeSink sink_;
  TimePoint now_{1h};
  Pipeline pipeline_{sink_,
                     {{window, 1000}, OnRefused::stop, true},
                     {[](const Undeliverable&) {}, [](const Outcome&, auto) {}, [](Pipeline::Traffic) {}},
                     1};

  std::map<std::uint16_t, InFlight> in_flight_;
  std::vector<std::uint16_t> order_;
  std::map<Ticket, std::string> content_of_;
  std::map<std::string, std::size_t> safe_;          ///< records by content
  std::map<std::string, std::size_t> acknowledged_;  ///< messages by content
  std::size_t messages_ = 0;
  std::size_t records_ = 0;
};

}  // namespace

TEST_CASE("with acknowledgements that arrive each message becomes one record, whatever is lost in between") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    INFO("seed " << seed);
    Life life(seed, 1'000'000, false);
    life.run();
    REQUIRE(life.records() == life.messages());
  }
}

TEST_CASE("equal messages on the same packet ids are still as many records as acknowledgements") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    INFO("seed " << seed);
    Life life(seed, 1 + seed % 3, true);
    life.run();
    REQUIRE(life.records() >= life.messages());
  }
}

}  // namespace sluice
