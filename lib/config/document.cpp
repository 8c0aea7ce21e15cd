// SPDX-License-Identifier: Apache-2.0
#include "config/document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "config/node_tree.hpp"
#include "config/secret_spans.hpp"
#include "config/source_text.hpp"
#include "config/text_runs.hpp"
#include "mapping/utf8.hpp"

namespace sluice {

namespace {

struct KnownFault {
  std::string_view yaml;  ///< how the library's text begins
  std::string_view text;
  std::string_view hint;
};

constexpr std::string_view quote_hint = "a text with `: `, ` #` or a special first character needs quotes";

// The library names tokens; a person needs to know what to change.
constexpr auto known_faults = std::to_array<KnownFault>({
    {"end of map flow", "a map that begins with `{` is not closed, or a `,` is missing", quote_hint},
    {"end of sequence flow", "a list that begins with `[` is not closed, or a `,` is missing", quote_hint},
    {"end of map", "this line does not fit into the map around it", "check its indentation and the `:` behind its key"},
    {"end of sequence", "this line does not fit into the list around it", "check its indentation and its `- `"},
    {"illegal map value", "a second `:` in one line, or a key that is indented too far",
     "put a text that contains `: ` into quotes; keys of one map begin in one column"},
    {"illegal map key", "a key cannot stand here", quote_hint},
    {"illegal block entry", "a list item cannot stand here", "begin the list on a line of its own"},
    {"illegal EOF", "a quoted text is not closed", "end it with the quote that it begins with"},
    {"illegal document indicator", "a quoted text is not closed", "end it with the quote that it begins with"},
    {"illegal flow end", "a `]` or `}` that nothing has opened", quote_hint},
    {"unknown token", "a value cannot begin with this character", "put it into quotes"},
    {"unknown escape", "an unknown escape in a quoted text", "use single quotes: in those `\\` is a plain character"},
    {"the referenced anchor", "aliases are not supported",
     "write the value out; a text that begins with `*` needs quotes"},
    {"alias not found", "aliases are not supported", "write the value out; a text that begins with `*` needs quotes"},
    {"nested too deeply", "nested too deeply: at most 16 levels are read",
     "no section of the configuration is that deep"},
    {"tags", "tags are not supported", "leave the tag out; a text that begins with `!` needs quotes"},
    {"a second document", "a second document begins here", "one file holds one task: write another file"},
    {"an escape", "an escape in this text stands for NUL or for no character", "leave it out"},
    {"a list or a map cannot", "a list or a map stands as a key, or its bracket is not closed", quote_hint},
    {"anchor not found", "anchors are not supported", "a text that begins with `&` needs quotes"},
});

Place place_of_mark(const YAML::Mark& mark, std::size_t source) {
  const auto one_based = [](int value) { return value < 0 ? 1 : static_cast<std::size_t>(value) + 1; };
  return {source, one_based(mark.line), one_based(mark.column)};
}

/// Builds our tree from the library's events; refuses by its exception, which ends the parse at once.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, std::size_t source, Findings& findings)
      : text_(text), lines_(text), source_(source), findings_(findings), tree_(findings) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) refuse(mark, "a second document");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(node(Node::Kind::empty, mark, "", anchor));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(mark, "alias not found"); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node scalar = node(Node::Kind::scalar, mark, tag, anchor);
    if (find_bad_utf8(value)) refuse(mark, "an escape");
    const std::size_t at = mark.pos < 0 ? text_.size() : static_cast<std::size_t>(mark.pos);
    const bool is_quoted = at < text_.size() && (text_[at] == '"' || text_[at] == '\'');
    // The library takes the end of the file for the missing quote.
    if (is_quoted && end_of_quoted(text_, at) == std::string_view::npos) refuse(mark, "illegal EOF");
    scalar.text = value;
    for (const std::size_t quote : {0U, 1U}) {
      const std::size_t begin = at + quote;
      if (begin > text_.size() || !text_.substr(begin).starts_with(value)) continue;
      scalar.text_offset = quote;
      break;
    }
    if (!scalar.text_offset) {
      for (const TextRun& run : text_runs(text_, at, value)) {
        const auto [line, column] = lines_.position(run.source);
        scalar.pieces.emplace_back(run.offset, Place{source_, line, column});
      }
    }
    add(std::move(scalar));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(node(Node::Kind::list, mark, tag, anchor), mark);
  }
  void OnSequenceEnd() override { tree_.close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(node(Node::Kind::map, mark, tag, anchor), mark);
  }
  void OnMapEnd() override { tree_.close(); }

  Node take() { return tree_.take(); }

 private:
  [[noreturn]] static void refuse(const YAML::Mark& mark, const char* text) { throw YAML::ParserException(mark, text); }

  Node node(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const {
    if (anchor != 0) refuse(mark, "anchor not found");
    if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "tags");
    Node result;
    result.kind = kind;
    result.place = place_of_mark(mark, source_);
    return result;
  }

  void open(Node node, const YAML::Mark& mark) {
    if (tree_.depth() >= document_depth_max) refuse(mark, "nested too deeply");
    if (tree_.awaits_key()) refuse(mark, "a list or a map cannot be a key");
    tree_.open(std::move(node));
  }

  void add(Node node) {
    if (tree_.awaits_key()) {
      if (node.kind != Node::Kind::scalar) {
        findings_.error(node.place, "", "a key is empty", "write the key before the `:`");
      }
      tree_.key(std::move(node.text), node.place);
      return;
    }
    // A missing value has no place of its own: its key has.
    if (node.kind == Node::Kind::empty) {
      node.place = tree_.is_in_list() ? place_of_empty_item(node.place) : tree_.key_place().value_or(node.place);
    }
    tree_.add(std::move(node));
  }

  /// An item without value has the place of what follows it: its own `-` stands above.
  Place place_of_empty_item(const Place& next) const {
    for (std::size_t number = next.line; number-- > 1;) {
      const std::string_view line = lines_.line(number);
      const std::size_t first = line.find_first_not_of(" \t");
      if (first == std::string_view::npos || line[first] == '#') continue;
      return line[first] == '-' ? Place{next.source, number, first + 1} : next;
    }
    return next;
  }

  std::string_view text_;
  SourceText lines_;
  std::size_t source_;
  Findings& findings_;
  NodeTree tree_;
  int documents_ = 0;
};

void report(const YAML::Exception& exception, std::string_view text, std::size_t source, Findings& findings) {
  const Place place = place_of_mark(exception.mark, source);
  const std::string_view line = SourceText(text).line(place.line);
  const std::size_t tab = line.substr(0, line.find_first_not_of(" \t")).find('\t');
  if (tab != std::string_view::npos) {
    findings.error({source, place.line, tab + 1}, "", "a tab indents this line", "YAML allows spaces only");
    return;
  }
  const auto* const fault = std::find_if(known_faults.begin(), known_faults.end(), [&](const KnownFault& known) {
    return exception.msg.starts_with(known.yaml);
  });
  if (fault != known_faults.end()) {
    findings.error(place, "", std::string(fault->text), std::string(fault->hint));
  } else {
    findings.error(place, "", "this is not YAML: " + exception.msg, std::string(quote_hint));
  }
}

bool is_text(std::string_view text, std::size_t source, Findings& findings) {
  if (text.size() > document_bytes_max) {
    findings.error({source, 0, 0}, "", "has " + std::to_string(text.size()) + " bytes: at most 1 MiB is read",
                   "is this the configuration file?");
    return false;
  }
  const auto bad = find_bad_utf8(text);
  if (!bad) return true;
  const SourceText lines(text);
  const auto [line, column] = lines.position(*bad);
  findings.error({source, line, column}, "",
                 text[*bad] == '\0' ? "a NUL character: is this a text file?" : "this byte is not UTF-8",
                 "save the file as UTF-8 text");
  return false;
}

}  // namespace

std::optional<Node> parse_document(std::string_view text, std::size_t source, Findings& findings) {
  if (!is_text(text, source, findings)) return std::nullopt;
  TreeBuilder builder(text, source, findings);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& exception) {
    report(exception, text, source, findings);
    return std::nullopt;
  }
  Node root = builder.take();
  if (root.kind == Node::Kind::empty) {
    root.kind = Node::Kind::map;
    root.place = {source, 1, 1};
  }
  return root;
}

}  // namespace sluice
