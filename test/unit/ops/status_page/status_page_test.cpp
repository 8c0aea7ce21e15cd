// SPDX-License-Identifier: Apache-2.0
#include "ops/status_page/status_page.hpp"

#include <catch2/catch.hpp>

#include "support/sample_status.hpp"

namespace sluice {
namespace {

using Catch::Matchers::Contains;

/// The page without its tags, style and script; runs of blanks become one.
std::string words_of(std::string page) {
  for (const auto& [open, close] : {std::pair{"<style>", "</style>"}, std::pair{"<script>", "</script>"}}) {
    const auto begin = page.find(open);
    page.erase(begin, page.find(close) - begin);
  }
  std::string words;
  bool in_tag = false;
  for (const char c : page) {
    if (c == '<') in_tag = true;
    const char shown = in_tag || c == '\n' ? ' ' : c;
    if (c == '>') in_tag = false;
    if (shown != ' ' || (!words.empty() && words.back() != ' ')) words += shown;
  }
  return words;
}

TEST_CASE("the figures stand in the page itself, without any script") {
  const std::string words = words_of(render_status_page(test::healthy_status()));
  for (const char* text :
       {"plant-telemetry Healthy Every connection forwards, and Kafka takes the records.", "ready Kafka answers",
        "mqtt.telemetry: can be written", "as of 2026-02-01 03:12:45 UTC", "Received 1,250 per second",
        "In flight 450 of 2,000", "Oldest unacknowledged 340 ms",
        "plant-telemetry-0 mqtts://broker-1.plant:8883 State ready Window 412 of 1,000 In memory 1.5 MiB "
        "Oldest 340 ms Broker drops in no estimate",
        "Dead letters 17", "Filtered out 120,000",
        "Warning connection_lost 02:22:45 UTC, 50 min ago 3 times the broker closed the connection "
        "What to do: look at the broker&#39;s log; Sluice tries again by itself",
        "Group plant-telemetry Filters sensor/#, alarm/+/state Version 0.1.0 Running for 1 h 30 min Since "
        "2026-02-01 01:42:45 UTC",
        "Configuration in force, secrets hidden task: plant-telemetry mqtt: brokers:"}) {
    CHECK_THAT(words, Contains(text));
  }
}

TEST_CASE("a task in trouble says why, what to do, and until when") {
  const std::string words = words_of(render_status_page(test::abnormal_status()));
  CHECK_THAT(words,
             Contains("Abnormal Something is away or late. Sluice goes on by itself when it is back. At this rate "
                      "the broker begins to drop messages in about 13 min . Kafka does not answer at"));
  CHECK_THAT(words, Contains("not ready Kafka does not answer mqtt.telemetry: cannot be written"));
  CHECK_THAT(words, Contains("Broker drops in about 13 min"));
  CHECK_THAT(
      words_of(render_status_page(test::failed_status())),
      Contains("Failed It does not mend itself: something needs an operator. plant-telemetry-0: CONNACK 0x87 Not "
               "authorized"));
}

TEST_CASE("a broker that should be dropping messages by now is told as such") {
  TaskStatus status = test::abnormal_status();
  for (ConnectionStatus& one : status.connections) {
    if (one.broker_drops_in_s) one.broker_drops_in_s = 0;
  }
  const std::string words = words_of(render_status_page(status));
  CHECK_THAT(words, Contains("By the rate before, the broker's queue is full and it drops messages now . Kafka"));
  CHECK_THAT(words, Contains("Broker drops in now"));
}

TEST_CASE("what is not there yet is said so") {
  const std::string words = words_of(render_status_page(test::young_status()));
  CHECK_THAT(words, Contains("None yet: they are made when Kafka has answered."));
  CHECK_THAT(words, Contains("Received \u2013 per second no samples yet In flight 0 of 0"));
  CHECK_THAT(words, Contains("Last errors None."));
  CHECK_THAT(words_of(render_status_page(TaskStatus{})), Contains("Abnormal"));
}

TEST_CASE("many errors are folded away behind the newest") {
  TaskStatus status = test::failed_status();
  status.errors.resize(4);
  CHECK_THAT(render_status_page(status), !Contains(" more</summary>"));
  status.errors.resize(50);
  CHECK_THAT(words_of(render_status_page(status)), Contains("46 more"));
}

TEST_CASE("nothing from outside becomes markup") {
  const std::string evil = "<script>alert(1)</script>\"'><img src=x>";
  TaskStatus status = test::failed_status();
  status.version = status.task = status.group = status.configuration = evil;
  status.filters = status.reasons = {evil};
  status.topics = {{evil, true}};
  for (std::string* text :
       {&status.connections[0].client_id, &status.connections[0].broker, &status.connections[0].state,
        &status.errors[0].name, &status.errors[0].text, &status.errors[0].remedy}) {
    *text = evil;
  }
  const std::string page = render_status_page(status, Control::allowed);
  CHECK_THAT(page, !Contains("<script>alert") && !Contains("<img"));
  std::size_t count = 0;
  const std::string_view safe = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&lt;img src=x&gt;";
  for (auto at = page.find(safe); at != std::string::npos; at = page.find(safe, at + 1)) ++count;
  CHECK(count == 14);
}

TEST_CASE("the button is there only for whom it works, and does what is left to do") {
  CHECK_THAT(render_status_page(test::healthy_status()), !Contains("<button"));
  CHECK_THAT(render_status_page(test::healthy_status(), Control::allowed), Contains("data-post=\"/pause\""));
  CHECK_THAT(render_status_page(test::paused_status(), Control::allowed),
             Contains("data-post=\"/resume\"") && !Contains("data-post=\"/pause\""));
}

TEST_CASE("the page loads nothing and its policy lets nothing else run") {
  const std::string page = render_status_page(test::healthy_status(), Control::allowed);
  CHECK_THAT(page, !Contains("src=") && !Contains(" style=") && !Contains(" onclick=") && !Contains("@import"));
  CHECK_THAT(
      status_page_policy(),
      Catch::Matchers::Matches("default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]{43}='; style-src "
                               "'sha256-[A-Za-z0-9+/]{43}='; img-src data:; connect-src 'self'; base-uri 'none'; "
                               "form-action 'none'; frame-ancestors 'none'"));
}

}  // namespace
}  // namespace sluice
