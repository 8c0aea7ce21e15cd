// SPDX-License-Identifier: Apache-2.0
#include "worker/lane_board.hpp"

#include <catch2/catch.hpp>
#include <numeric>

#include "ops/monitor.hpp"
#include "support/fake_sink.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

/// A pipeline of four messages whose times are measured.
struct Bench {
  test::FakeSink sink;
  Pipeline pipeline{sink,
                    {{4, 1000}, OnRefused::stop, false, {true, ""}},
                    {[](const Undeliverable&) {}, [](const Outcome&, Pipeline::Traffic) {}, [](Pipeline::Traffic) {}},
                    1};
  LaneBoard board{"plant-0", 4};
  std::int64_t now_ms = Monitor::system_ms();

  void offer(std::uint16_t packet_id, std::int64_t age_ms, bool duplicated = false) {
    MqttMessage message;
    message.topic = "t";
    message.packet_id = packet_id;
    message.qos = 1;
    message.duplicated = duplicated;
    message.received_ms = now_ms - age_ms;
    REQUIRE(pipeline.offer(message, 10) == Pipeline::Admission::admitted);
  }
  void round() {
    std::vector<std::uint16_t> ids;
    pipeline.poll(Clock::now());
    pipeline.release(ids);
    board.show(pipeline);
  }
};

}  // namespace

TEST_CASE("a board shows what its lane has counted, as of the last round") {
  Bench bench;
  bench.offer(7, 2500);
  bench.offer(8, 1500, true);
  CHECK(bench.board.metrics(bench.now_ms).received == 0);
  bench.round();
  ConnectionMetrics shown = bench.board.metrics(bench.now_ms);
  CHECK(shown.client_id == "plant-0");
  CHECK(shown.received == 2);
  CHECK(shown.redelivered == 1);
  CHECK(shown.received_bytes == 20);
  CHECK(shown.delivered == 0);
  CHECK(shown.window_messages == 2);
  CHECK(shown.window_size == 4);
  CHECK(shown.window_bytes == 20);
  CHECK(shown.oldest_unacknowledged_s == 2.5);
  bench.sink.deliver(0);
  bench.round();
  shown = bench.board.metrics(bench.now_ms);
  CHECK(shown.delivered == 1);
  CHECK(shown.pubacks == 1);
  CHECK(shown.window_messages == 1);
  CHECK(shown.oldest_unacknowledged_s == 1.5);
  CHECK(std::accumulate(shown.delivery.counts.begin(), shown.delivery.counts.end(), std::uint64_t{0}) == 1);
  CHECK(shown.delivery.sum_ms >= 2500);
  bench.sink.deliver(1);
  bench.round();
  CHECK(bench.board.metrics(bench.now_ms).oldest_unacknowledged_s == 0);
  CHECK(bench.board.in_flight() == 0);
}

TEST_CASE("a board shows the connection, and an estimate only while there is one") {
  LaneBoard board("plant-0", 4);
  CHECK(board.status(0).state == "idle");
  CHECK_FALSE(board.status(0).ready);
  CHECK_FALSE(board.status(0).broker_drops_in_s);
  board.show_connection(ConnectionState::ready, "mqtt://h:1883");
  board.show_drop(90s);
  const ConnectionStatus status = board.status(0);
  CHECK(status.state == "ready");
  CHECK(status.broker == "mqtt://h:1883");
  CHECK(status.ready);
  CHECK(status.broker_drops_in_s == 90.0);
  board.show_drop(std::nullopt);
  CHECK_FALSE(board.metrics(0).broker_drops_in_s);
}

TEST_CASE("a loop counts as silent from its last sign of life, not before the first") {
  LaneBoard board("plant-0", 4);
  CHECK(board.silent_for(Clock::now()) == 0ms);
  board.beat();
  CHECK(board.silent_for(Clock::now() + 61s) >= 60s);
}

}  // namespace sluice
