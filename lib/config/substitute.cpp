// SPDX-License-Identifier: Apache-2.0
#include "config/substitute.hpp"

#include <algorithm>
#include <array>

#include "config/source_text.hpp"
#include "mapping/nearest.hpp"
#include "mapping/utf8.hpp"

namespace sluice {

namespace {

class Substitution {
 public:
  Substitution(Node& node, const Environment& environment, Findings& findings)
      : node_(node), environment_(environment), findings_(findings) {}

  void run() {
    const std::string source = node_.text;
    std::string result;
    bool is_changed = false;
    for (std::size_t at = 0; at < source.size();) {
      const std::size_t dollar = std::min(source.find('$', at), source.size());
      result.append(source, at, dollar - at);
      at = dollar;
      if (at == source.size()) break;
      const std::size_t end = end_of_reference(source, at);
      const std::string piece = source.substr(at, end - at);
      const auto value = expand(piece, at);
      result += value.value_or(piece);
      is_changed = is_changed || value;
      at = end;
    }
    if (!is_changed) return;
    node_.written = source;
    node_.text = std::move(result);
  }

 private:
  /// The end of what begins with the `$` at `at`: of `$$`, of `${...}`, or of the dollar alone.
  static std::size_t end_of_reference(const std::string& text, std::size_t at) {
    if (text.compare(at, 2, "$$") == 0) return at + 2;
    if (text.compare(at, 2, "${") != 0) return at + 1;
    const std::size_t end = text.find('}', at);
    return end == std::string::npos ? at + 1 : end + 1;
  }

  std::optional<std::string> expand(const std::string& piece, std::size_t offset) {
    const std::size_t colon = piece.find(':');
    if (!piece.starts_with("${") || colon == std::string::npos) return std::nullopt;
    const std::string kind = piece.substr(2, colon - 2);
    const std::string name = piece.substr(colon + 1, piece.size() - colon - 2);
    if (kind == "env") return expand_variable(name, offset);
    if (kind == "file") return expand_file(name, offset);
    // `${field:-default}` and `${topic[2:]}` are templates.
    const bool is_word = !kind.empty() && std::all_of(kind.begin(), kind.end(),
                                                      [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    if (!is_word || name.starts_with('-')) return std::nullopt;
    static constexpr std::array<std::string_view, 2> kinds{"env", "file"};
    const std::string_view near = nearest(kind, kinds);
    fault(offset, "`${" + clipped(kind) + ":...}` is not known here",
          near.empty() ? "values come from `${env:NAME}` or `${file:PATH}`"
                       : "did you mean `${" + std::string(near) + ":...}`?");
    return std::nullopt;
  }

  std::optional<std::string> expand_variable(const std::string& name, std::size_t offset) {
    auto value = environment_.variable(name);
    if (!value) {
      fault(offset, "the environment has no variable `" + clipped(name) + '`', "set it, or write the value here");
      return std::nullopt;
    }
    return checked(std::move(*value), "the environment variable `" + clipped(name) + '`', offset);
  }

  std::optional<std::string> expand_file(const std::string& path, std::size_t offset) {
    auto content = environment_.read_file(path);
    if (!content) {
      fault(offset, "the file `" + clipped(path) + "` cannot be read: " + content.error(),
            "a relative path begins in the folder of the configuration file");
      return std::nullopt;
    }
    if (content->ends_with('\n')) content->pop_back();
    if (content->ends_with('\r')) content->pop_back();
    return checked(std::move(*content), "the file `" + clipped(path) + '`', offset);
  }

  std::optional<std::string> checked(std::string value, const std::string& name, std::size_t offset) {
    if (!find_bad_utf8(value)) return value;
    fault(offset, name + " is not UTF-8 text", "values are UTF-8 without NUL");
    return std::nullopt;
  }

  void fault(std::size_t offset, std::string text, std::string hint) {
    node_.is_unresolved = true;
    findings_.error(node_.place_of(offset), "", std::move(text), std::move(hint));
  }

  Node& node_;
  const Environment& environment_;
  Findings& findings_;
};

}  // namespace

void substitute(Node& node, const Environment& environment, Findings& findings) {
  if (node.kind == Node::Kind::scalar) Substitution(node, environment, findings).run();
  for (Node& item : node.items) substitute(item, environment, findings);
  for (Node::Entry& entry : node.entries) substitute(entry.value, environment, findings);
}

}  // namespace sluice
