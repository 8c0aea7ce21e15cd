// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ops/status.hpp"
#include "ops/status_page/html.hpp"

namespace sluice {

/// How the page says a health word: by a word, a sentence and a shape, never by colour alone.
struct WordLook {
  Markup name;     ///< as a class of the page
  Markup label;    ///< as its heading
  Markup meaning;  ///< a sentence
  Markup shape;    ///< the path of an SVG of 24 by 24
  Markup colour;   ///< of the icon in the browser's tab, percent-encoded
};

const WordLook& look_of(HealthWord word);

/// The shape as a drawing that takes the text's colour.
Html glyph(const WordLook& look);
/// The shape as a `data:` address.
Html icon(const WordLook& look);

}  // namespace sluice
