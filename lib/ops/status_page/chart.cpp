// SPDX-License-Identifier: Apache-2.0
#include "ops/status_page/chart.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace sluice {

namespace {

// The drawing's own units; the page stretches it.
constexpr double width = 600;
constexpr double height = 100;
/// Room for half the line's width at the edges.
constexpr double inset = 2;

void append_point(std::string& points, double x, double y) {
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), points.empty() ? "%.1f,%.1f" : " %.1f,%.1f", x, y);
  points.append(text.data(), static_cast<std::size_t>(length));
}

double x_of(const SeriesPoint& point) { return width * (1 - point.age_s / series_span_s); }

double y_of(const SeriesPoint& point, double maximum) {
  const double share = std::clamp(point.value / maximum, 0.0, 1.0);
  return height - inset - share * (height - 2 * inset);
}

/// What the curve shows, in words.
std::string description(const Chart& chart) {
  const auto less = [](const SeriesPoint& a, const SeriesPoint& b) { return a.value < b.value; };
  const auto [lowest, highest] = std::minmax_element(chart.series.begin(), chart.series.end(), less);
  return chart.label + " over the last 10 minutes: now " + chart.text(chart.series.back().value) + ", lowest " +
         chart.text(lowest->value) + ", highest " + chart.text(highest->value);
}

}  // namespace

Html draw(const Chart& chart) {
  Html html;
  if (chart.series.size() < 2) {
    html << "<p class=\"chart none\">no samples yet</p>";
    return html;
  }
  std::string line;
  for (const SeriesPoint& point : chart.series) append_point(line, x_of(point), y_of(point, chart.maximum));
  std::string water;
  append_point(water, x_of(chart.series.front()), height);
  water += ' ' + line;
  append_point(water, x_of(chart.series.back()), height);

  html << R"(<div class="chart"><svg role="img" viewBox="0 0 600 100" preserveAspectRatio="none" aria-label=")"
       << Text{description(chart)} << "\">"
       << R"(<path class="grid" d="M0 2H600M0 50H600M0 98H600"/>)"
       << R"(<polygon class="water" points=")" << Text{water} << "\"/>"
       << R"(<polyline class="surface" points=")" << Text{line} << "\"/></svg>"
       << R"(<span class="top" aria-hidden="true">)" << Text{chart.top} << "</span></div>"
       << R"(<p class="axis" aria-hidden="true"><span>10 min ago</span><span>now</span></p>)";
  return html;
}

}  // namespace sluice
