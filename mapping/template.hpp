// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mapping/fields.hpp"

namespace sluice {

/// What a template renders into; each template has its own, so that no view dangles when another one grows.
struct RenderBuffer {
  NumberText number{};
  std::string text;
};

/// Text with fields: `${field}`, `${field:-default}`, `$$` for a dollar. Immutable once parsed.
class Template {
 public:
  static tl::expected<Template, TextFault> parse(std::string_view text);

  /// The text for this message: a view into the message, the rules, the buffer or this template, valid until the first
  /// of them changes or moves. Nothing when a field without default is missing. A field that is present and empty is
  /// not missing. Allocates only while `buffer.text` grows.
  std::optional<std::string_view> render(const MqttMessage& message, const MappingRules& rules,
                                         RenderBuffer& buffer) const;

  /// A field that the template cannot do without.
  struct Need {
    Field field;
    std::size_t offset;  ///< of its name in the text
  };
  std::vector<Need> needs() const;

 private:
  /// Literal text, then perhaps a field.
  struct Piece {
    std::string literal;
    std::optional<Field> field;
    std::size_t field_offset = 0;
    std::optional<std::string> fallback;
  };
  friend class TemplateParser;

  static std::optional<std::string_view> text_of(const Piece& piece, const MqttMessage& message,
                                                 const MappingRules& rules, NumberText& number);

  std::vector<Piece> pieces_;
};

/// Parses the template that stands under `key`, and finds what it needs but can never have: an extended field that
/// the rules do not map. Faults are appended.
std::optional<Template> compile_template(const std::string& key, std::string_view text, const MappingRules& rules,
                                         std::vector<MappingFault>& faults);

}  // namespace sluice
