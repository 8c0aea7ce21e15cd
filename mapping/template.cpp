// SPDX-License-Identifier: Apache-2.0
#include "mapping/template.hpp"

#include "mapping/quote.hpp"

namespace sluice {

namespace {

constexpr std::string_view dollar_hint = "write $$ for a dollar, ${field} for a field";

/// Where the field's name ends: at `}`, at the `|` of a transform, or at the `:-` of a default. Quoted names and level
/// ranges may contain both.
std::size_t find_field_end(std::string_view text, std::size_t begin) {
  bool quotes = false;
  bool brackets = false;
  for (std::size_t i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (quotes) {
      if (c == '\\') ++i;
      if (c == '"') quotes = false;
      continue;
    }
    if (c == '}') return i;
    if (c == '"' && brackets) quotes = true;
    if (c == '[') brackets = true;
    if (c == ']') brackets = false;
    if (!brackets && (c == '|' || text.substr(i, 2) == ":-")) return i;
  }
  return std::string_view::npos;
}

}  // namespace

/// One pass over the text; stops at the first fault.
class TemplateParser {
 public:
  explicit TemplateParser(std::string_view text) : text_(text) {}

  tl::expected<Template, TextFault> run() {
    Template result;
    if (text_.size() > template_bytes_max) {
      fail(template_bytes_max, "the template has " + std::to_string(text_.size()) + " bytes",
           "at most " + std::to_string(template_bytes_max) + " are read");
    }
    while (!fault_ && at_ < text_.size()) {
      Template::Piece piece;
      piece.literal_offset = at_;
      piece.literal = literal("");
      if (!fault_ && at_ < text_.size()) field(piece);
      result.pieces_.push_back(std::move(piece));
    }
    if (fault_) return tl::unexpected(std::move(*fault_));
    return result;
  }

 private:
  void fail(std::size_t offset, std::string text, std::string_view hint) {
    fault_ = TextFault{offset, std::move(text), std::string(hint)};
  }

  /// Text up to a field, the end, or one of `stops`; `$$` becomes a dollar.
  std::string literal(std::string_view stops) {
    std::string out;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (stops.find(c) != std::string_view::npos) break;
      if (c == '$') {
        const std::string_view two = text_.substr(at_, 2);
        if (two == "${" && stops.empty()) break;
        if (two != "$$") {
          fail(at_, two == "${" ? "a default cannot hold a field" : "a single $ stands for nothing", dollar_hint);
          break;
        }
        ++at_;
      }
      out += c;
    }
    return out;
  }

  /// From `${` to behind `}`.
  void field(Template::Piece& piece) {
    const std::size_t open = at_;
    const std::size_t begin = open + 2;
    at_ = find_field_end(text_, begin);
    if (at_ == std::string_view::npos) return fail(open, "${ has no closing }", "close the field: ${topic}");
    piece.spelling = text_.substr(begin, at_ - begin);
    auto parsed = parse_field(piece.spelling);
    if (!parsed) return fail(begin + parsed.error().offset, parsed.error().text, parsed.error().hint);
    piece.field = std::move(*parsed);
    piece.field_offset = begin;
    while (!fault_ && at_ < text_.size() && text_[at_] == '|') transform(piece);
    if (fault_) return;
    if (at_ == text_.size()) return fail(open, "${ has no closing }", "close the field: ${topic|slug}");
    if (text_[at_] == ':') {
      at_ += 2;
      piece.fallback_offset = at_;
      piece.fallback = literal("}");
      if (fault_) return;
      if (at_ == text_.size()) return fail(open, "${ has no closing }", "close the field: ${topic:-default}");
      check_fallback(piece);
    }
    ++at_;
  }

  /// From `|` to behind the transform's name.
  void transform(Template::Piece& piece) {
    const std::size_t begin = at_ + 1;
    at_ = begin;
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != '}' && text_.substr(at_, 2) != ":-") ++at_;
    if (at_ == text_.size()) return;  // the closing } is missing
    if (piece.transforms.size() == transforms_max) {
      return fail(begin, "a field with more than " + std::to_string(transforms_max) + " transforms", "leave some out");
    }
    const auto parsed = parse_transform(text_.substr(begin, at_ - begin));
    if (!parsed) return fail(begin + parsed.error().offset, parsed.error().text, parsed.error().hint);
    piece.transforms.push_back(*parsed);
  }

  /// `${a:-b|lower}` is far more likely a slip than a default that ends so.
  void check_fallback(const Template::Piece& piece) {
    const std::size_t begin = piece.fallback_offset;
    const std::string_view written = text_.substr(begin, at_ - begin);
    const std::size_t bar = written.rfind('|');
    if (bar == std::string_view::npos || !parse_transform(written.substr(bar + 1))) return;
    fail(begin + bar, "a transform stands in front of the default, which is taken as it is",
         "write ${" + piece.spelling + std::string(written.substr(bar)) + ":-" + std::string(written.substr(0, bar)) +
             '}');
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<TextFault> fault_;
};

tl::expected<Template, TextFault> Template::parse(std::string_view text) { return TemplateParser(text).run(); }

std::optional<std::string_view> Template::constant() const {
  if (pieces_.empty()) return std::string_view();
  if (pieces_.size() > 1 || pieces_.front().field) return std::nullopt;
  return pieces_.front().literal;
}

bool Template::append_field(const Piece& piece, Reading& reading, RenderBuffer& buffer) {
  const auto text = field_text(*piece.field, reading, buffer.field);
  if (!text) {
    if (piece.fallback) buffer.text += *piece.fallback;
    return piece.fallback.has_value();
  }
  const std::size_t begin = buffer.text.size();
  buffer.text += *text;
  for (const Transform transform : piece.transforms) apply(transform, buffer.text, begin);
  return true;
}

bool Template::is_whole_topic() const {
  if (pieces_.size() != 1) return false;
  const Piece& only = pieces_.front();
  return only.literal.empty() && only.transforms.empty() && only.field == Field{.id = FieldId::topic};
}

std::optional<std::string_view> Template::render(Reading& reading, RenderBuffer& buffer) const {
  if (pieces_.empty()) return std::string_view();
  // One constant or one field is itself the text: nothing is copied.
  if (pieces_.size() == 1) {
    const Piece& only = pieces_.front();
    if (!only.field) return only.literal;
    if (only.literal.empty() && only.transforms.empty()) {
      const auto text = field_text(*only.field, reading, buffer.field);
      if (text || !only.fallback) return text;
      return *only.fallback;
    }
  }
  buffer.text.clear();
  for (const Piece& piece : pieces_) {
    buffer.text += piece.literal;
    if (piece.field && !append_field(piece, reading, buffer)) return std::nullopt;
  }
  return buffer.text;
}

std::string_view Template::first_missing(Reading& reading, RenderBuffer& buffer) const {
  for (const Piece& piece : pieces_) {
    if (piece.field && !piece.fallback && !field_text(*piece.field, reading, buffer.field)) return piece.spelling;
  }
  return {};
}

std::vector<Template::Need> Template::needs() const {
  std::vector<Need> all;
  for (const Piece& piece : pieces_) {
    if (piece.field && !piece.fallback) all.push_back({*piece.field, piece.field_offset});
  }
  return all;
}

std::vector<Template::Fixed> Template::fixed_parts() const {
  std::vector<Fixed> all;
  for (const Piece& piece : pieces_) {
    if (!piece.literal.empty()) all.push_back({piece.literal, piece.literal_offset});
    if (piece.fallback) all.push_back({*piece.fallback, piece.fallback_offset});
  }
  return all;
}

std::optional<Template> compile_template(const std::string& key, std::string_view text, const MappingRules& rules,
                                         std::vector<MappingFault>& faults) {
  auto parsed = Template::parse(text);
  if (!parsed) {
    TextFault& fault = parsed.error();
    faults.push_back({key, fault.offset, std::move(fault.text), std::move(fault.hint)});
    return std::nullopt;
  }
  for (const Template::Need& need : parsed->needs()) {
    if (auto fault = check_mapped(need.field.id, rules.extended)) {
      faults.push_back({key, need.offset, std::move(fault->text), std::move(fault->hint)});
    }
  }
  return std::move(*parsed);
}

}  // namespace sluice
