// SPDX-License-Identifier: Apache-2.0
#include "ops/status_page/html.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

namespace sluice {
namespace {

std::string escaped(std::string_view text) {
  Html html;
  html << Text{text};
  return html.str();
}

TEST_CASE("text cannot become markup, neither in content nor in a quoted attribute") {
  CHECK(escaped("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;");
  CHECK(escaped("\" onload='x' a=\"") == "&quot; onload=&#39;x&#39; a=&quot;");
  CHECK(escaped("a & b &lt; c") == "a &amp; b &amp;lt; c");
}

TEST_CASE("control characters are shown, line feeds and tabs stay") {
  CHECK(escaped(std::string_view("a\0b\x1b[31m\x7f", 9)) == "a\u2400b\u241b[31m\u2421");
  CHECK(escaped("a\n\tb") == "a\n\tb");
  CHECK(escaped("Wärme °C") == "Wärme °C");
}

TEST_CASE("a template is filled slot by slot, and what does not fit is an error of the program") {
  const PageSlot name{"name", Html("<b>x</b>")};
  CHECK(fill("a {{name}} c {{name}}", {{name}}) == "a <b>x</b> c <b>x</b>");
  CHECK_THROWS_AS(fill("a {{other}}", {{name}}), std::logic_error);
  CHECK_THROWS_AS(fill("a", {{name}}), std::logic_error);
}

}  // namespace
}  // namespace sluice
