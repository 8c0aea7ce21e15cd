// SPDX-License-Identifier: Apache-2.0
// The examples of docs/mapping.md that are whole files, each run by the program. The word behind a fence's language
// says what it is: `yaml mapping`, `yaml cases` (of the last mapping, unless they have their own), `json message`, and
// the outputs that belong to them, `text report` and `text record`.
#include <catch2/catch.hpp>
#include <sstream>

#include "cli/invoke.hpp"
#include "support/temp_dir.hpp"

using namespace sluice::test;

namespace {

struct Block {
  std::string kind;
  std::string text;
};

std::vector<Block> manual_blocks() {
  std::istringstream manual(file_text(std::string(SLUICE_SOURCE_DIR) + "/docs/mapping.md"));
  std::vector<Block> blocks;
  bool is_inside = false;
  for (std::string line; std::getline(manual, line);) {
    if (line.starts_with("```")) {
      is_inside = !is_inside;
      if (is_inside) blocks.push_back({line.substr(3), ""});
    } else if (is_inside) {
      blocks.back().text += line + '\n';
    }
  }
  return blocks;
}

const std::string task =
    "task: plant\n"
    "mqtt: {brokers: [mqtt://127.0.0.1:1883], filters: [plant/#, alarm/#, fault/#]}\n"
    "kafka: {brokers: [127.0.0.1:9092]}\n";

}  // namespace

TEST_CASE("the mappings of docs/mapping.md are sound, and its cases pass") {
  const TempDir folder;
  const auto blocks = manual_blocks();
  std::string mapping;
  int mapping_count = 0;
  int case_count = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto& [kind, text] = blocks[i];
    CAPTURE(text);
    if (kind == "yaml mapping") {
      ++mapping_count;
      mapping = text;
      folder.write("task.yaml", task + mapping);
      CHECK(invoke({"check", "task.yaml"}, folder.path().string()).output == "task.yaml: ok\n");
    } else if (kind == "yaml cases") {
      ++case_count;
      folder.write("cases.yaml", text.starts_with("mapping:") ? text : mapping + text);
      const Invocation result = invoke({"map", "--cases", "cases.yaml"}, folder.path().string());
      const bool has_report = i + 1 < blocks.size() && blocks[i + 1].kind == "text report";
      if (has_report) {
        CHECK(result.output == blocks[i + 1].text);
      } else {
        CHECK(result.output.ends_with(", all ok\n"));
        CHECK(result.exit_code == 0);
      }
    }
  }
  CHECK(mapping_count == 2);
  CHECK(case_count == 2);
}

TEST_CASE("the message of docs/mapping.md becomes the record that stands there") {
  const TempDir folder;
  int count = 0;
  for (const auto& [kind, text] : manual_blocks()) {
    // The one at the top of the page.
    if (kind == "yaml mapping" && count == 0) folder.write("task.yaml", task + text), ++count;
    if (kind == "json message") folder.write("message.json", text), ++count;
    if (kind != "text record") continue;
    ++count;
    const Invocation result =
        invoke({"map", "--config", "task.yaml", "--message", "message.json"}, folder.path().string());
    CHECK(result.output == text);
    CHECK(result.exit_code == 0);
  }
  CHECK(count == 3);
}
