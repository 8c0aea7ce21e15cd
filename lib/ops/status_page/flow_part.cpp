// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "ops/status_page/chart.hpp"
#include "ops/status_page/figures.hpp"
#include "ops/status_page/parts.hpp"

namespace sluice {

namespace {

std::string whole_text(double value) { return count_text(static_cast<std::uint64_t>(std::llround(value))); }

struct Figure {
  Markup id;
  Markup label;
  std::string value;
  std::string unit;
  Chart chart;
};

Html figure(const Figure& one) {
  Html html;
  html << "<figure id=\"" << one.id << R"("><figcaption><span class="label">)" << one.label
       << "</span> <span class=\"value\">" << Text{one.value} << "</span> <span class=\"unit\">" << Text{one.unit}
       << "</span></figcaption>" << draw(one.chart) << "</figure>";
  return html;
}

std::string latest(const Series& series, std::string (*text)(double)) {
  return series.empty() ? "\u2013" : text(series.back().value);
}

std::uint64_t window_size(const TaskStatus& status) {
  std::uint64_t size = 0;
  for (const ConnectionStatus& one : status.connections) size += one.window_size;
  return size;
}

Figure in_flight(const TaskStatus& status) {
  const std::uint64_t size = window_size(status);
  const Series series = in_flight_series(status);
  // The upper edge is the full window: the water's level says how near it is.
  const double edge = std::max(static_cast<double>(size), 1.0);
  return {"in-flight",
          "In flight",
          count_text(status.totals.in_flight),
          "of " + count_text(size),
          {"Messages in flight", series, edge, whole_text(edge) + ": full", whole_text}};
}

Figure oldest(const TaskStatus& status) {
  const Series series = oldest_series(status);
  const double edge = round_maximum(series);
  return {"oldest",
          "Oldest unacknowledged",
          span_text(oldest_now(status)),
          "",
          {"Age of the oldest unacknowledged message", series, edge, span_text(edge), span_text}};
}

}  // namespace

Html flow_part(const TaskStatus& status) {
  const Series received = rate_series(status, &StatusTotals::received);
  const Series delivered = rate_series(status, &StatusTotals::delivered);
  // One scale for what comes and what goes, so that the two can be compared.
  const double edge = std::max(round_maximum(received), round_maximum(delivered));
  const auto rate = [&](Markup id, Markup label, const char* words, const Series& series) {
    return Figure{
        id, label, latest(series, rate_text), "per second", {words, series, edge, rate_text(edge) + "/s", rate_text}};
  };
  Html html;
  html << figure(rate("received", "Received", "Received per second", received)) << figure(in_flight(status))
       << figure(rate("delivered", "Delivered", "Delivered per second", delivered)) << figure(oldest(status));
  return html;
}

}  // namespace sluice
