// SPDX-License-Identifier: Apache-2.0
// The status page as a person sees it. With SLUICE_SCREENSHOTS set to a folder, what they saw is kept there.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "browser/browser.hpp"
#include "browser/page_server.hpp"
#include "support/eventually.hpp"
#include "support/sample_status.hpp"

namespace sluice::test {
namespace {

using Catch::Matchers::Contains;

constexpr Milliseconds patience{20'000};

void keep_screenshot(Browser& browser, const std::string& name) {
  if (const char* folder = std::getenv("SLUICE_SCREENSHOTS"))
    browser.save_screenshot(std::string(folder) + '/' + name + ".png");
}

/// By how much the page is wider than the screen; what lies beyond the edge is named.
std::string beyond_the_edge(Browser& browser) {
  return browser
      .evaluate(
          "const width = document.documentElement.clientWidth;"
          "if (document.documentElement.scrollWidth <= width) return '';"
          "return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + .5)"
          ".map(e => e.tagName + '.' + e.getAttribute('class')).join(' ') || 'something';")
      .get<std::string>();
}

/// Texts whose contrast with what lies behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3).
std::string faint_texts(Browser& browser) {
  return browser
      .evaluate(R"js(
        const channel = v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
        const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
        const colour = text => text.match(/[\d.]+/g).map(Number);
        const ground = e => {
          for (; e; e = e.parentElement) {
            const c = colour(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] > 0) return c;
          }
          return [255, 255, 255];
        };
        const faint = [];
        for (const e of document.querySelectorAll('#page *')) {
          if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.closest('svg')) continue;
          const [a, b] = [light(colour(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
          const contrast = (a + .05) / (b + .05);
          if (contrast < 4.5) faint.push(`${e.textContent.trim().slice(0, 30)}: ${contrast.toFixed(2)}`);
        }
        return faint.join('; ');)js")
      .get<std::string>();
}

}  // namespace

TEST_CASE("in each state the page fits a telephone and a desk, by day and by night, and can be read") {
  const std::pair<const char*, TaskStatus> states[] = {{"healthy", healthy_status()},
                                                       {"abnormal", abnormal_status()},
                                                       {"failed", failed_status()},
                                                       {"paused", paused_status()},
                                                       {"young", young_status()}};
  for (Screen screen : {desktop, phone}) {
    for (const bool dark : {false, true}) {
      screen.dark = dark;
      Browser browser(screen);
      PageServer server(young_status());
      for (const auto& [name, status] : states) {
        server.set(status);
        browser.open(server.url());
        INFO(name << " at " << screen.width << (dark ? " dark" : " light"));
        CHECK(beyond_the_edge(browser).empty());
        CHECK(faint_texts(browser) == "");
        keep_screenshot(browser, std::string(name) + (screen.width < 600 ? "-phone" : "-desk") + (dark ? "-dark" : ""));
      }
    }
  }
}

TEST_CASE("with scripts the page shows what is new, and who has unfolded or chosen something keeps it") {
  PageServer server(healthy_status());
  Browser browser;
  browser.open(server.url());
  CHECK(browser.title() == "Healthy: plant-telemetry - Sluice");
  browser.click("summary");
  browser.evaluate("getSelection().selectAllChildren(document.querySelector('tbody code')); window.mark = 1;");
  server.set(abnormal_status());
  CHECK(eventually(patience, [&] { return browser.text(".word") == "Abnormal"; }));
  CHECK(browser.title() == "Abnormal: plant-telemetry - Sluice");
  CHECK(browser.text("#in-flight .value") == "2,000");
  CHECK_THAT(browser.text(".alarm"), Contains("about 13 min"));
  CHECK_THAT(browser.text("pre"), Contains("password: (hidden)"));
  CHECK(browser.evaluate("return getSelection().toString()") == "plant-telemetry-0");
  CHECK(browser.evaluate("return window.mark") == 1);
}

TEST_CASE("without scripts the page shows the plain figures, and no button that would do nothing") {
  PageServer server(healthy_status());
  Screen screen = phone;
  screen.scripts = false;
  Browser browser(screen);
  browser.open(server.url());
  CHECK(browser.text(".word") == "Healthy");
  CHECK(browser.text("#received .value") == "1,250");
  CHECK(browser.text("#in-flight .value") == "450");
  CHECK(browser.shows("#received polyline"));
  CHECK(browser.text(".note") == "JavaScript is off: reload the page for newer figures.");
  CHECK_FALSE(browser.shows("button"));
  keep_screenshot(browser, "no-scripts-phone");
}

TEST_CASE("a pause is asked twice, a resume once") {
  PageServer server(healthy_status());
  Browser browser;
  browser.open(server.url());
  CHECK(browser.text("button") == "Pause");
  browser.click("button");
  CHECK(browser.text("button") == "Press again to pause");
  CHECK(server.posts().empty());
  browser.click("button");
  CHECK(eventually(patience, [&] { return browser.text("button") == "Resume"; }));
  CHECK(browser.text(".word") == "Paused");
  browser.click("button");
  CHECK(eventually(patience, [&] { return browser.text("button") == "Pause"; }));
  CHECK(server.posts() == std::vector<std::string>{"pause", "resume"});
}

TEST_CASE("a page whose server is gone says so") {
  PageServer server(healthy_status());
  Browser browser;
  browser.open(server.url());
  server.fall_silent();
  CHECK(eventually(patience, [&] { return browser.shows("#silence"); }));
  CHECK_THAT(browser.text("#silence"), Contains("No answer since ") && Contains(" UTC: is the process still there?"));
  CHECK(browser.title() == "? Healthy: plant-telemetry - Sluice");
  keep_screenshot(browser, "silent-desk");
}

TEST_CASE("a script in a client id, a topic or an error stays a text") {
  TaskStatus status = failed_status();
  const std::string evil = "<script>window.evil = 1</script><img src=x onerror='window.evil = 1'>";
  status.task = status.connections[0].client_id = status.topics[0].first = status.errors[0].text = status.reasons[0] =
      status.configuration = evil;
  PageServer server(status);
  Browser browser;
  browser.open(server.url());
  CHECK(browser.text(".task") == evil);
  CHECK(browser.text("tbody code") == evil);
  CHECK(browser.evaluate("return window.evil === undefined && !document.querySelector('img')") == true);
  // Nor does one run that got into the page: only the page's own is named by the policy.
  browser.evaluate(
      "const s = document.createElement('script'); s.textContent = 'window.evil = 1'; document.body.append(s);");
  CHECK(browser.evaluate("return window.evil === undefined") == true);
}

}  // namespace sluice::test
