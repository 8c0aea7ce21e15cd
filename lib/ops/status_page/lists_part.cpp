// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <span>

#include "ops/status_page/figures.hpp"
#include "ops/status_page/parts.hpp"

namespace sluice {

namespace {

/// The others are folded away.
constexpr std::size_t errors_shown = 4;

Html entry(Markup term, const std::string& value) {
  Html html;
  html << "<div><dt>" << term << "</dt><dd>" << Text{value} << "</dd></div>";
  return html;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

std::string ago(const TaskStatus& status, std::int64_t time_ms) {
  return span_text(static_cast<double>(std::max<std::int64_t>(status.now_ms - time_ms, 0)) / 1000) + " ago";
}

Html error_item(const TaskStatus& status, const RecentError& error) {
  Html html;
  html << (error.severity == Severity::error ? Markup("<li class=\"error\">") : Markup("<li>"))
       << "<p class=\"head\"><b>" << (error.severity == Severity::error ? Markup("Error") : Markup("Warning"))
       << "</b> <code>" << Text{error.name} << "</code> <time datetime=\"" << Text{iso_text(error.time_ms)} << "\">"
       << Text{clock_text(error.time_ms)} << " UTC, " << Text{ago(status, error.time_ms)} << "</time>";
  if (error.count > 1) html << " <span class=\"count\">" << Text{count_text(error.count)} << " times</span>";
  html << "</p><p>" << Text{error.text} << "</p>";
  if (!error.remedy.empty()) html << "<p class=\"remedy\"><b>What to do:</b> " << Text{error.remedy} << "</p>";
  html << "</li>";
  return html;
}

Html error_list(const TaskStatus& status, std::span<const RecentError> errors) {
  Html html;
  html << "<ol class=\"errors\">";
  for (const RecentError& error : errors) html << error_item(status, error);
  html << "</ol>";
  return html;
}

}  // namespace

Html totals_part(const TaskStatus& status) {
  const StatusTotals& totals = status.totals;
  Html html;
  html << entry("Received", count_text(totals.received)) << entry("Delivered to Kafka", count_text(totals.delivered))
       << entry("Filtered out", count_text(totals.filtered)) << entry("Dead letters", count_text(totals.dead_lettered))
       << entry("Dropped", count_text(totals.dropped)) << entry("In flight", count_text(totals.in_flight))
       << entry("Received with DUP", count_text(totals.redelivered));
  return html;
}

Html facts_part(const TaskStatus& status) {
  const double up_s = static_cast<double>(std::max<std::int64_t>(status.now_ms - status.started_ms, 0)) / 1000;
  Html html;
  html << entry("Group", status.group) << entry("Filters", joined(status.filters)) << entry("Version", status.version)
       << entry("Running for", span_text(up_s)) << entry("Since", date_text(status.started_ms) + " UTC");
  return html;
}

Html errors_part(const TaskStatus& status) {
  if (status.errors.empty()) return Html("<p class=\"none\">None.</p>");
  Html html;
  const std::size_t shown = std::min(status.errors.size(), errors_shown);
  const std::span<const RecentError> errors(status.errors);
  html << error_list(status, errors.first(shown));
  if (errors.size() > shown) {
    html << "<details><summary>" << Text{count_text(errors.size() - shown)} << " more</summary>"
         << error_list(status, errors.subspan(shown)) << "</details>";
  }
  return html;
}

}  // namespace sluice
