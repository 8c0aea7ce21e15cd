// SPDX-License-Identifier: Apache-2.0
#include "ops/status_page/status_page.hpp"

#include <array>

#include "core/sha256.hpp"
#include "mapping/transform.hpp"
#include "ops/status_page/embedded/page_css.hpp"
#include "ops/status_page/embedded/page_html.hpp"
#include "ops/status_page/embedded/page_js.hpp"
#include "ops/status_page/figures.hpp"
#include "ops/status_page/health_word.hpp"
#include "ops/status_page/parts.hpp"

namespace sluice {

namespace {

Html text_html(std::string_view text) {
  Html html;
  html << Text{text};
  return html;
}

Html title(const TaskStatus& status) {
  Html html;
  html << look_of(status.word).label << ": " << Text{status.task} << " - Sluice";
  return html;
}

Html control_part(const TaskStatus& status, Control control) {
  if (control == Control::refused) return {};
  return Html(status.paused
                  ? Markup(R"(<p class="control"><button type="button" data-post="/resume">Resume</button></p>)")
                  : Markup("<p class=\"control\"><button type=\"button\" data-post=\"/pause\" "
                           "data-sure=\"Press again to pause\">Pause</button></p>"));
}

/// As a source expression of a policy.
std::string hash_source(std::string_view text) {
  Sha256 sha;
  sha.add(text);
  const ContentHash hash = sha.finish_bytes();
  std::string digits(hash.begin(), hash.end());
  apply(Transform::base64, digits, 0);
  return "'sha256-" + digits + "'";
}

}  // namespace

std::string render_status_page(const TaskStatus& status, Control control) {
  const WordLook& look = look_of(status.word);
  const std::array slots{PageSlot{"title", title(status)},
                         PageSlot{"icon", icon(look)},
                         PageSlot{"style", Html(Markup(page_css))},
                         PageSlot{"word", Html(look.name)},
                         PageSlot{"now_iso", text_html(iso_text(status.now_ms))},
                         PageSlot{"now", text_html(date_text(status.now_ms))},
                         PageSlot{"glyph", glyph(look)},
                         PageSlot{"task", text_html(status.task)},
                         PageSlot{"label", Html(look.label)},
                         PageSlot{"why", why_part(status)},
                         PageSlot{"control", control_part(status, control)},
                         PageSlot{"flow", flow_part(status)},
                         PageSlot{"connections", connections_part(status)},
                         PageSlot{"totals", totals_part(status)},
                         PageSlot{"errors", errors_part(status)},
                         PageSlot{"facts", facts_part(status)},
                         PageSlot{"configuration", text_html(status.configuration)},
                         PageSlot{"script", Html(Markup(page_js))}};
  return fill(Markup(page_html), slots);
}

const std::string& status_page_policy() {
  static const std::string policy = "default-src 'none'; script-src " + hash_source(page_js) + "; style-src " +
                                    hash_source(page_css) +
                                    "; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                                    "frame-ancestors 'none'";
  return policy;
}

}  // namespace sluice
