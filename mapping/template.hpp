// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mapping/fields.hpp"
#include "mapping/transform.hpp"

namespace sluice {

/// What a template renders into; each template has its own, so that no view dangles when another one grows.
struct RenderBuffer {
  FieldBuffer field{};
  std::string text;
};

/// Longest template, in bytes, and longest chain of transforms.
inline constexpr std::size_t template_bytes_max = 4096;
inline constexpr std::size_t transforms_max = 8;

/// Text with fields: `${field}`, `${field|transform|...}`, `${field:-default}`, `${field|transform:-default}`, `$$` for
/// a dollar. A default stands as it is written: transforms are for the field. Immutable once parsed.
class Template {
 public:
  static tl::expected<Template, TextFault> parse(std::string_view text);

  /// The text of a template without fields.
  std::optional<std::string_view> constant() const;

  /// `${topic}` and nothing else: the usual key, which needs no rendering.
  bool is_whole_topic() const;

  /// The text for this message: a view into what is read, the buffer or this template, valid until the first of them
  /// changes or moves. Nothing when a field without default is missing. A field that is present and empty is not
  /// missing. Allocates only while the buffer grows.
  std::optional<std::string_view> render(Reading& reading, RenderBuffer& buffer) const;

  /// How the first field is written that this message does not have and that has no default; empty when there is none.
  std::string_view first_missing(Reading& reading, RenderBuffer& buffer) const;

  /// A field that the template cannot do without.
  struct Need {
    Field field;
    std::size_t offset;  ///< of its name in the text
  };
  std::vector<Need> needs() const;

  /// A part that is the same for every message that has it: text between fields, and defaults.
  struct Fixed {
    std::string_view text;
    std::size_t offset;  ///< of its first byte in the text, where no `$$` comes before
  };
  std::vector<Fixed> fixed_parts() const;

 private:
  /// Literal text, then perhaps a field.
  struct Piece {
    std::string literal;
    std::size_t literal_offset = 0;
    std::optional<Field> field;
    std::size_t field_offset = 0;
    std::string spelling;  ///< of the field, as written
    std::vector<Transform> transforms;
    std::optional<std::string> fallback;
    std::size_t fallback_offset = 0;
  };
  friend class TemplateParser;

  static bool append_field(const Piece& piece, Reading& reading, RenderBuffer& buffer);

  std::vector<Piece> pieces_;
};

/// Parses the template that stands under `key`, and finds what it needs but can never have: an extended field that
/// the rules do not map. Faults are appended.
std::optional<Template> compile_template(const std::string& key, std::string_view text, const MappingRules& rules,
                                         std::vector<MappingFault>& faults);

}  // namespace sluice
