// SPDX-License-Identifier: Apache-2.0
#include "config/text_runs.hpp"

#include <algorithm>

namespace sluice {

namespace {

constexpr std::string_view spaces = " \t\r\n";

bool is_space(char c) { return spaces.find(c) != std::string_view::npos; }

/// How many of the characters from `at` on are spaces.
std::size_t count_spaces(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(spaces, at), text.size()) - at;
}

/// Goes through the text and its source side by side. Spaces around a line break count as one gap on both sides: YAML
/// folds, strips and indents there.
class Alignment {
 public:
  Alignment(std::string_view source, std::size_t at, std::string_view text) : source_(source), at_(at), text_(text) {}

  std::vector<TextRun> run() {
    if (at_ >= source_.size()) return {};
    enter();
    std::size_t offset = count_spaces(text_, 0);
    begin_run(offset);
    while (offset < text_.size()) {
      if (is_space(text_[offset])) {
        if (!pass_gap(offset)) return {};
      } else if (!pass_character(offset)) {
        return {};
      }
    }
    return std::move(runs_);
  }

 private:
  /// From the scalar's first byte to its text's.
  void enter() {
    const char first = source_[at_];
    if (first == '\'' || first == '"') {
      quote_ = first;
      ++at_;
    } else if (first == '|' || first == '>') {
      at_ = std::min(source_.find('\n', at_), source_.size());
    }
    at_ += count_spaces(source_, at_);
  }

  void begin_run(std::size_t offset) { runs_.push_back({offset, at_}); }

  bool pass_gap(std::size_t& offset) {
    const std::size_t gap = count_spaces(text_, offset);
    const std::size_t source_gap = count_spaces(source_, at_);
    offset += gap;
    at_ += source_gap;
    if (offset == text_.size()) return true;
    if (source_gap == 0) return false;
    if (source_gap != gap || source_.substr(at_ - gap, gap).find('\n') != std::string_view::npos) begin_run(offset);
    return true;
  }

  bool pass_character(std::size_t& offset) {
    const char c = text_[offset];
    const std::string_view rest = source_.substr(std::min(at_, source_.size()));
    const bool is_doubled = quote_ == '\'' && c == '\'' && rest.starts_with("''");
    const bool is_escaped = quote_ == '"' && (rest.starts_with("\\\"") || rest.starts_with("\\\\"));
    if (is_doubled || is_escaped) {
      if (rest[1] != c) return false;
      ++at_;
      begin_run(offset);
    } else if (!rest.starts_with(c) || (quote_ == '"' && c == '\\')) {
      return false;
    }
    ++at_;
    ++offset;
    return true;
  }

  std::string_view source_;
  std::size_t at_;
  std::string_view text_;
  char quote_ = '\0';
  std::vector<TextRun> runs_;
};

}  // namespace

std::vector<TextRun> text_runs(std::string_view source, std::size_t at, std::string_view text) {
  return Alignment(source, at, text).run();
}

}  // namespace sluice
