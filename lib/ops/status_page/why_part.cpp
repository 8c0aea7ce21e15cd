// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "ops/status_page/figures.hpp"
#include "ops/status_page/health_word.hpp"
#include "ops/status_page/parts.hpp"

namespace sluice {

namespace {

/// A statement with a mark that says the same.
Html flag(bool good, const std::string& yes, const std::string& no) {
  Html html;
  if (good) {
    html << R"(<li class="good"><svg viewBox="0 0 12 12" aria-hidden="true"><path d="M2 6.5l3 3 5-7"/></svg>)"
         << Text{yes};
  } else {
    html << "<li class=\"bad\"><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><path d=\"M2.5 2.5l7 7M9.5 2.5l-7 "
            "7\"/></svg>"
         << Text{no};
  }
  html << "</li>";
  return html;
}

std::optional<double> soonest_drop(const TaskStatus& status) {
  std::optional<double> soonest;
  for (const ConnectionStatus& one : status.connections) {
    if (one.broker_drops_in_s) soonest = std::min(soonest.value_or(*one.broker_drops_in_s), *one.broker_drops_in_s);
  }
  return soonest;
}

}  // namespace

Html why_part(const TaskStatus& status) {
  Html html;
  html << "<p class=\"meaning\">" << look_of(status.word).meaning << "</p>";
  if (const auto drop = soonest_drop(status); drop && *drop > 0) {
    html << "<p class=\"alarm\">At this rate the broker begins to drop messages in <strong>about "
         << Text{rough_span_text(*drop)} << "</strong>.</p>";
  } else if (drop) {
    html << "<p class=\"alarm\">By the rate before, the broker's queue is full and it <strong>drops messages "
            "now</strong>.</p>";
  }
  if (!status.reasons.empty()) {
    html << "<ul class=\"reasons\">";
    for (const std::string& reason : status.reasons) html << "<li>" << Text{reason} << "</li>";
    html << "</ul>";
  }
  html << "<ul class=\"flags\">" << flag(status.ready, "ready", "not ready");
  html << flag(status.kafka_reachable, "Kafka answers", "Kafka does not answer");
  for (const auto& [name, writable] : status.topics)
    html << flag(writable, name + ": can be written", name + ": cannot be written");
  html << "</ul>";
  return html;
}

}  // namespace sluice
