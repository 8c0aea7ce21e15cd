// SPDX-License-Identifier: Apache-2.0
#include "dry_run/json_document.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "config/node_tree.hpp"
#include "config/secret_spans.hpp"
#include "config/source_text.hpp"

namespace sluice {

namespace {

/// Goes over the text in step with the parser's events, which come without places. The parser has found each token
/// sound before.
class TokenWalk {
 public:
  explicit TokenWalk(std::string_view text) : text_(text), lines_(text) {}

  /// The next token as it is spelled; `,` and `:` are none.
  std::string_view next() {
    begin_ = std::min(text_.find_first_not_of(" \t\r\n,:", end_), text_.size());
    if (begin_ == text_.size()) return {};
    const char first = text_[begin_];
    if (first == '"') {
      end_ = end_of_quoted(text_, begin_);
    } else if (std::string_view("[]{}").find(first) != std::string_view::npos) {
      end_ = begin_ + 1;
    } else {
      end_ = text_.find_first_of(" \t\r\n,:]}", begin_);
    }
    end_ = std::min(end_, text_.size());
    return text_.substr(begin_, end_ - begin_);
  }

  Place place() const { return place_at(begin_); }
  Place place_at(std::size_t offset) const {
    const auto [line, column] = lines_.position(offset);
    return {0, line, column};
  }

 private:
  std::string_view text_;
  SourceText lines_;
  std::size_t begin_ = 0;  ///< of the last token
  std::size_t end_ = 0;
};

/// Builds our tree from the library's events; its functions are the library's SAX interface.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, Findings& findings)
      : text_(text), walk_(text), findings_(findings), tree_(findings) {}

  bool null() { return add(next(Node::Kind::empty)); }
  bool boolean(bool) { return add_literal(); }
  bool number_integer(nlohmann::json::number_integer_t) { return add_literal(); }
  bool number_unsigned(nlohmann::json::number_unsigned_t) { return add_literal(); }
  bool number_float(nlohmann::json::number_float_t, const std::string&) { return add_literal(); }
  bool string(std::string& value) {
    const std::string_view spelled = walk_.next();
    Node node = Node::scalar(std::move(value), walk_.place());
    if (spelled.find('\\') == std::string_view::npos) node.text_offset = 1;
    return add(std::move(node));
  }
  static bool binary(nlohmann::json::binary_t&) { return false; }  // of other formats only
  bool start_object(std::size_t) { return open(next(Node::Kind::map)); }
  bool start_array(std::size_t) { return open(next(Node::Kind::list)); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& key) {
    walk_.next();
    tree_.key(std::move(key), walk_.place());
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& fault) {
    std::string what = fault.what();
    for (const std::string_view before : {"] ", "column ", ": ", " - "}) {
      const std::size_t at = what.find(before);
      if (at != std::string::npos) what.erase(0, at + before.size());
    }
    // The bytes around the fault, which the source line shows.
    const std::size_t last_read = std::min(what.find("; last read: "), what.size());
    const std::size_t expected = std::min(what.rfind("; expected "), what.size());
    what.erase(last_read, expected > last_read ? expected - last_read : std::string::npos);
    const bool is_empty = text_.find_first_not_of(" \t\r\n") == std::string_view::npos;
    findings_.error(walk_.place_at(position > 0 && !is_empty ? position - 1 : 0), "",
                    is_empty ? "there is no JSON in it" : "this is not JSON: " + what,
                    is_empty
                        ? R"(a message is at least {"topic": "sensor/a"})"
                        : "keys and texts stand in double quotes; no comma follows the last one; JSON has no comments");
    return false;
  }

  Node take() { return tree_.take(); }

 private:
  Node next(Node::Kind kind) {
    walk_.next();
    Node node;
    node.kind = kind;
    node.place = walk_.place();
    return node;
  }

  // The spelling counts: a payload of `1.50` stays one.
  bool add_literal() {
    const std::string_view spelled = walk_.next();
    Node node = Node::scalar(std::string(spelled), walk_.place());
    node.text_offset = 0;
    return add(std::move(node));
  }

  bool open(Node node) {
    if (tree_.depth() >= json_depth_max) {
      findings_.error(node.place, "", "nested too deeply: at most 100 levels are read",
                      "put a deeper payload into a file, as `payload_file`");
      return false;
    }
    tree_.open(std::move(node));
    return true;
  }

  bool close() {
    walk_.next();
    tree_.close();
    return true;
  }

  bool add(Node node) {
    tree_.add(std::move(node));
    return true;
  }

  std::string_view text_;
  TokenWalk walk_;
  Findings& findings_;
  NodeTree tree_;
};

}  // namespace

std::optional<Node> parse_json(std::string_view text, Findings& findings) {
  TreeBuilder builder(text, findings);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
  return builder.take();
}

}  // namespace sluice
