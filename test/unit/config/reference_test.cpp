// SPDX-License-Identifier: Apache-2.0
#include "config/reference.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "config/field_table.hpp"
#include "unit/config/config_text.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

std::string text_of(const std::string& name) {
  std::ifstream file(std::string(SLUICE_SOURCE_DIR) + '/' + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("docs/configuration.md is what `sluice reference --markdown` prints") {
  CHECK(text_of("docs/configuration.md") == reference_markdown());
}

TEST_CASE("the reference is itself a valid configuration") { CHECK(rendered(reference_yaml()).empty()); }

TEST_CASE("config.example.yaml is valid and shows every key but the rare ones") {
  const std::string text = text_of("config.example.yaml");
  CHECK(rendered(text).empty());
  const std::set<std::string_view> rare{"system_prefix", "user_property_prefix", "hold_limit",
                                        "at_hold_limit", "broker_queue_limit",   "follow_redirects"};
  for (const ConfigSection& section : config_sections()) {
    for (const ConfigField& field : section.fields) {
      CAPTURE(section.path, field.key);
      const bool is_rare = section.path == "mapping.extended_fields" || rare.contains(field.key);
      const bool is_shown = text.find(' ' + std::string(field.key) + ':') != std::string::npos ||
                            text.find('\n' + std::string(field.key) + ':') != std::string::npos;
      CHECK((is_shown || is_rare));
    }
  }
}
