// SPDX-License-Identifier: Apache-2.0
// What lies in deploy/ speaks of metrics and keys that exist.
#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>
#include <set>

#include "cli/invoke.hpp"

using namespace sluice::test;

namespace {

namespace fs = std::filesystem;

const fs::path deploy = fs::path(SLUICE_SOURCE_DIR) / "deploy";

/// Names of metrics in a text, without the endings of a histogram's series.
std::set<std::string> metrics_in(const std::string& text) {
  static const std::regex metric("sluice_[a-z_]+");
  std::set<std::string> names;
  for (std::sregex_iterator it(text.begin(), text.end(), metric), end; it != end; ++it) {
    names.insert(std::regex_replace(it->str(), std::regex("_(bucket|sum|count)$"), ""));
  }
  return names;
}

}  // namespace

TEST_CASE("every metric that alarms, dashboard and autoscalers ask for is one of docs/metrics.md") {
  const std::set<std::string> known = metrics_in(file_text(SLUICE_SOURCE_DIR "/docs/metrics.md"));
  std::size_t asked = 0;
  for (const char* folder : {"prometheus", "grafana", "autoscaling"}) {
    for (const fs::directory_entry& entry : fs::directory_iterator(deploy / folder)) {
      for (const std::string& name : metrics_in(file_text(entry.path().string()))) {
        CAPTURE(entry.path(), name);
        ++asked;
        // What the rule of the Prometheus adapter makes of others.
        CHECK((known.contains(name) || name == "sluice_window_use"));
      }
    }
  }
  CHECK(asked > 40);
}

TEST_CASE("the dashboard shows every metric of docs/metrics.md") {
  std::set<std::string> missing = metrics_in(file_text(SLUICE_SOURCE_DIR "/docs/metrics.md"));
  for (const std::string& name : metrics_in(file_text((deploy / "grafana/sluice.json").string()))) missing.erase(name);
  CHECK(missing == std::set<std::string>{});
}

TEST_CASE("the task of deploy/compose.yaml passes sluice check") {
  const std::string file = (deploy / "docker/task.yaml").string();
  CHECK(invoke({"check", file}).output == file + ": ok\n");
}
