// SPDX-License-Identifier: Apache-2.0
#include "ops/status_page/chart.hpp"

#include <catch2/catch.hpp>

#include "ops/status_page/figures.hpp"

namespace sluice {
namespace {

TaskStatus with_received(std::vector<std::pair<std::int64_t, std::uint64_t>> samples) {
  TaskStatus status;
  status.now_ms = 1'000'000;
  for (const auto& [time_ms, received] : samples) {
    StatusSample sample;
    sample.time_ms = time_ms;
    sample.totals.received = received;
    status.history.push_back(sample);
  }
  return status;
}

std::vector<std::pair<double, double>> received_rates(const TaskStatus& status) {
  std::vector<std::pair<double, double>> points;
  for (const SeriesPoint& point : rate_series(status, &StatusTotals::received))
    points.emplace_back(point.age_s, point.value);
  return points;
}

using Points = std::vector<std::pair<double, double>>;

TEST_CASE("a rate is what came between two samples, by the time between them") {
  CHECK(received_rates(with_received({})) == Points{});
  CHECK(received_rates(with_received({{990'000, 5}})) == Points{});
  CHECK(received_rates(with_received({{985'000, 0}, {990'000, 50}, {1'000'000, 51}})) == Points{{10, 10}, {0, 0.1}});
}

TEST_CASE("what a clock that was set makes impossible is left out") {
  CHECK(received_rates(with_received({{990'000, 0}, {990'000, 5}, {980'000, 6}, {995'000, 9}})) == Points{{5, 0.2}});
  CHECK(received_rates(with_received({{990'000, 0}, {1'010'000, 5}})) == Points{});
  CHECK(received_rates(with_received({{100'000, 0}, {110'000, 5}})) == Points{});
}

TEST_CASE("the scale ends at a round number") {
  const auto maximum = [](double value) { return round_maximum({{0, value}}); };
  CHECK(round_maximum({}) == 1);
  CHECK(maximum(0) == 1);
  CHECK(maximum(0.3) == Approx(0.5));
  CHECK(maximum(1000) == 1000);
  CHECK(maximum(1001) == 2000);
  CHECK(maximum(5001) == 10'000);
}

TEST_CASE("a chart is a drawing with its words") {
  const Chart chart{"Received per second", {{600, 0}, {300, 100}, {0, 50}}, 100, "100/s", rate_text};
  CHECK(draw(chart).str() ==
        R"(<div class="chart"><svg role="img" viewBox="0 0 600 100" preserveAspectRatio="none" )"
        R"(aria-label="Received per second over the last 10 minutes: now 50, lowest 0, highest 100">)"
        R"(<path class="grid" d="M0 2H600M0 50H600M0 98H600"/>)"
        R"(<polygon class="water" points="0.0,100.0 0.0,98.0 300.0,2.0 600.0,50.0 600.0,100.0"/>)"
        R"(<polyline class="surface" points="0.0,98.0 300.0,2.0 600.0,50.0"/></svg>)"
        R"(<span class="top" aria-hidden="true">100/s</span></div>)"
        R"(<p class="axis" aria-hidden="true"><span>10 min ago</span><span>now</span></p>)");
}

TEST_CASE("a chart of fewer than two points says that there is nothing yet") {
  CHECK(draw({"In flight", {{0, 3}}, 10, "10", rate_text}).str() == "<p class=\"chart none\">no samples yet</p>");
}

}  // namespace
}  // namespace sluice
