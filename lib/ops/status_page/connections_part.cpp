// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdio>

#include "ops/status_page/figures.hpp"
#include "ops/status_page/parts.hpp"

namespace sluice {

namespace {

std::string words_of(std::string state) {
  std::replace(state.begin(), state.end(), '_', ' ');
  return state;
}

/// How full the window is, as a bar.
Html bar(const ConnectionStatus& one) {
  const double share =
      one.window_size == 0
          ? 0
          : std::min(100.0, 100.0 * static_cast<double>(one.window_used) / static_cast<double>(one.window_size));
  std::array<char, 16> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.1f", share);
  Html html;
  html << R"(<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">)"
       << R"(<rect class="trough" width="100" height="6"/><rect class="level" width=")"
       << Text{{text.data(), static_cast<std::size_t>(length)}} << R"(" height="6"/></svg>)";
  return html;
}

/// The table is laid out as blocks on a phone, which would take its meaning from it: so the roles are written down.
Html cell(Markup label, const Html& content) {
  Html html;
  html << R"(<td role="cell"><span class="label" aria-hidden="true">)" << label << "</span><span>" << content
       << "</span></td>";
  return html;
}

Html text_html(const std::string& text) {
  Html html;
  html << Text{text};
  return html;
}

std::string drop_text(const std::optional<double>& drops_in_s) {
  if (!drops_in_s) return "no estimate";
  return *drops_in_s > 0 ? "about " + rough_span_text(*drops_in_s) : "now";
}

Html row(const ConnectionStatus& one) {
  Html window;
  window << bar(one) << Text{count_text(one.window_used)} << " of " << Text{count_text(one.window_size)};
  Html state;
  state << (one.ready ? Markup("<b class=\"good\">") : Markup("<b class=\"bad\">")) << Text{words_of(one.state)}
        << "</b>";
  Html html;
  html << R"(<tr role="row"><th role="rowheader" scope="row"><code>)" << Text{one.client_id} << "</code><span>"
       << Text{one.broker.empty() ? "no broker tried yet" : one.broker} << "</span></th>" << cell("State", state)
       << cell("Window", window) << cell("In memory", text_html(bytes_text(one.bytes_in_flight)))
       << cell("Oldest", text_html(one.window_used == 0 ? "none" : span_text(one.oldest_unacknowledged_s)))
       << cell("Broker drops in", text_html(drop_text(one.broker_drops_in_s))) << "</tr>";
  return html;
}

}  // namespace

Html connections_part(const TaskStatus& status) {
  if (status.connections.empty()) return Html("<p class=\"none\">None yet: they are made when Kafka has answered.</p>");
  Html html;
  html << "<table role=\"table\" aria-labelledby=\"connections\"><thead role=\"rowgroup\"><tr role=\"row\">"
          "<th role=\"columnheader\" scope=\"col\">Client id</th><th role=\"columnheader\" scope=\"col\">State</th>"
          "<th role=\"columnheader\" scope=\"col\">Window</th><th role=\"columnheader\" scope=\"col\">In memory</th>"
          "<th role=\"columnheader\" scope=\"col\">Oldest</th>"
          "<th role=\"columnheader\" scope=\"col\">Broker drops in</th></tr></thead><tbody role=\"rowgroup\">";
  for (const ConnectionStatus& one : status.connections) html << row(one);
  html << "</tbody></table>";
  return html;
}

}  // namespace sluice
