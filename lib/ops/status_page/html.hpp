// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sluice {

/// Markup of ours: known when compiled, so nothing from outside can be taken for it.
class Markup {
 public:
  consteval Markup(const char* literal) : text_(literal) {}          // NOLINT(google-explicit-constructor)
  consteval explicit Markup(std::string_view text) : text_(text) {}  ///< of an embedded file
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// Text to be read, from anywhere: escaped when it is put into `Html`, in content and in quoted attributes alike.
struct Text {
  std::string_view text;
};

/// A piece of HTML. Only `Markup` comes in as it is.
class Html {
 public:
  Html() = default;
  explicit Html(Markup markup) : html_(markup.text()) {}

  Html& operator<<(Markup markup) {
    html_ += markup.text();
    return *this;
  }
  /// `& < > " '` become references, control characters their pictures (U+2400 ...): a line feed and a tab stay.
  Html& operator<<(Text text);
  Html& operator<<(const Html& piece) {
    html_ += piece.html_;
    return *this;
  }

  bool empty() const { return html_.empty(); }
  const std::string& str() const { return html_; }

 private:
  std::string html_;
};

/// What stands for `{{name}}` in a template.
struct PageSlot {
  std::string_view name;
  Html html;
};

/// The template with all its slots filled. Throws std::logic_error for one that is not among `slots`, or never used.
std::string fill(Markup page, std::span<const PageSlot> slots);

}  // namespace sluice
