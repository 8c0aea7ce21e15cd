// SPDX-License-Identifier: Apache-2.0
// Any bytes as a message file and as a case file: a result or diagnostics, never a crash; and what is read goes through
// a mapping and out again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "dry_run/case_file.hpp"
#include "dry_run/case_run.hpp"
#include "dry_run/dry_run.hpp"
#include "dry_run/json_document.hpp"
#include "dry_run/record_json.hpp"
#include "dry_run/record_text.hpp"

namespace {

sluice::Result<std::string> read_file(const std::string& path) {
  if (path.empty()) return sluice::failure("No such file or directory");
  return "content of " + path;
}

sluice::Environment environment() {
  sluice::Environment result;
  result.variable = [](const std::string&) -> std::optional<std::string> { return std::nullopt; };
  result.read_file = read_file;
  result.hostname = "box";
  return result;
}

sluice::MappingRules rules() {
  sluice::MappingRules result;
  result.topic = "t.${topic[2]}";
  result.key = "${payload.key:-none}";
  result.payload = sluice::PayloadForm::json;
  return result;
}

void check(const std::vector<sluice::Diagnostic>& diagnostics, bool has_value) {
  if (has_value == sluice::has_errors(diagnostics)) std::abort();
  for (const sluice::Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.text.empty() || diagnostic.caret > diagnostic.source_line.size() + 1) std::abort();
  }
  static_cast<void>(sluice::render(diagnostics));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const sluice::MessageSurroundings surroundings{read_file, sluice::case_received_ms};

  const auto file = sluice::load_message(text, "m.json", surroundings);
  check(file.diagnostics, file.message.has_value());
  if (file.message) {
    sluice::DryRun dry_run(rules());
    const auto result = dry_run.run(*file.message);
    sluice::Findings findings;
    if (!sluice::parse_json(sluice::record_json(result.mapped), findings)) std::abort();
    if (sluice::record_text(result, rules(), {}).empty()) std::abort();
  }

  const auto cases = sluice::load_cases(text, "c.yaml", sluice::RulesFrom::case_file, environment(), surroundings);
  check(cases.diagnostics, cases.file.has_value());
  if (cases.file && sluice::run_cases(*cases.file, rules(), "c.yaml").text.empty()) std::abort();
  return 0;
}
