// SPDX-License-Identifier: Apache-2.0
#include "dry_run/case_file.hpp"

#include <algorithm>
#include <array>

#include "config/file_findings.hpp"
#include "config/source_text.hpp"
#include "dry_run/case_rules.hpp"

namespace sluice {

namespace {

class CaseFileReader {
 public:
  CaseFileReader(const Node& root, RulesFrom rules_from, const Environment& environment,
                 const MessageSurroundings& surroundings, Findings& findings)
      : root_(root),
        rules_from_(rules_from),
        surroundings_(surroundings),
        values_(Notation::yaml, findings),
        case_rules_(root, environment, findings) {}

  CaseFile read() {
    CaseFile file;
    static constexpr std::array<std::string_view, 4> keys{"task", "mqtt", "mapping", "cases"};
    values_.is_map_of(root_, "a case file", keys);
    if (root_.kind != Node::Kind::map) return file;
    if (rules_from_ == RulesFrom::config) {
      for (const std::string_view key : {"task", "mqtt", "mapping"}) refuse_rules(root_, key);
    } else if (case_rules_.has_mapping()) {
      file.rules = case_rules_.rules();
    }
    const Node::Entry* cases = root_.find("cases");
    if (cases == nullptr || cases->value.kind != Node::Kind::list || cases->value.items.empty()) {
      const Node& at = cases == nullptr ? root_ : cases->value;
      values_.fault(at, cases == nullptr ? "`cases` is missing" : "`cases` must be a list of cases",
                    "write `cases:` and below it `- name: ...`, `message: {topic: ...}`, `expect: {...}`");
      return file;
    }
    for (const Node& item : cases->value.items) read_case(item, file);
    return file;
  }

  const std::vector<std::string>& secrets() const { return case_rules_.secrets(); }

 private:
  void refuse_rules(const Node& map, std::string_view key) {
    const Node::Entry* entry = map.find(key);
    if (entry == nullptr) return;
    values_.findings().error(entry->place, "",
                             '`' + std::string(key) + "` stands here, and `--config` names a configuration",
                             "leave one of the two out");
  }

  void read_case(const Node& item, CaseFile& file) {
    static constexpr std::array<std::string_view, 4> keys{"name", "mapping", "message", "expect"};
    if (!values_.is_map_of(item, "a case", keys)) return;
    MappingCase result;
    result.line = item.place.line;
    for (const std::string_view key : {"name", "message", "expect"}) {
      if (item.find(key) == nullptr) {
        values_.fault(item, "`" + std::string(key) + "` is missing", "a case has a name, a message and an expect");
      }
    }
    if (const auto* entry = item.find("name")) read_name(entry->value, result, file);
    read_rules(item, result, file);
    if (const auto* entry = item.find("message")) {
      auto message = read_message(entry->value, Notation::yaml, surroundings_, values_.findings());
      if (message) result.message = std::move(*message);
    }
    if (const auto* entry = item.find("expect")) {
      if (auto expect = read_expectation(entry->value, values_)) result.expect = std::move(*expect);
    }
    file.cases.push_back(std::move(result));
  }

  void read_name(const Node& node, MappingCase& result, const CaseFile& file) {
    result.name = values_.text(node, "name").value_or("");
    const auto same = std::find_if(file.cases.begin(), file.cases.end(),
                                   [&](const MappingCase& other) { return other.name == result.name; });
    if (same == file.cases.end()) return;
    values_.fault(node, "two cases are called `" + clipped(result.name) + '`',
                  "the first is at line " + std::to_string(same->line) + ": say what this one shows");
  }

  void read_rules(const Node& item, MappingCase& result, const CaseFile& file) {
    if (rules_from_ == RulesFrom::config) {
      refuse_rules(item, "mapping");
    } else if (const auto* entry = item.find("mapping")) {
      // On top of faulty rules, the same faults would be found again.
      if (file.rules || !case_rules_.has_mapping()) result.rules = case_rules_.rules_with(entry->value);
    } else if (!case_rules_.has_mapping()) {
      values_.fault(item, "this case has no mapping to try",
                    "give `--config`, or write `mapping:` into the file or into the case");
    }
  }

  const Node& root_;
  RulesFrom rules_from_;
  const MessageSurroundings& surroundings_;
  NodeReader values_;
  CaseRules case_rules_;
};

}  // namespace

CaseFileResult load_cases(std::string_view text, const std::string& name, RulesFrom rules_from,
                          const Environment& environment, const MessageSurroundings& surroundings) {
  Findings findings;
  CaseFileResult result;
  std::vector<std::string> secrets;
  if (const auto root = parse_document(text, 0, findings)) {
    CaseFileReader reader(*root, rules_from, environment, surroundings, findings);
    result.file = reader.read();
    secrets = reader.secrets();
  }
  result.diagnostics = diagnostics_of(findings, text, name, secrets);
  if (has_errors(result.diagnostics)) result.file.reset();
  return result;
}

}  // namespace sluice
