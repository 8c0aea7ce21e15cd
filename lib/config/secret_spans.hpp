// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "config/source_text.hpp"

namespace sluice {

// Finds secrets in the text of a configuration, by its letters alone: the text need not be YAML.

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A secret's value in a line, and whether the line ends within it.
struct SecretInLine {
  std::size_t key_column = 0;
  Span value;
  char open_quote = 0;  ///< the quote that this line does not close
};

/// Whether a value under this key may be a secret: its name says so, or nearly does (`pasword`).
bool is_secret_key(std::string_view key);

/// One behind the quote that closes the one at `begin`; npos when nothing does.
std::size_t end_of_quoted(std::string_view text, std::size_t begin);

/// The values behind secret keys, each to the end of the line unless a flow map goes on behind it.
std::vector<SecretInLine> secrets_in(std::string_view line);

/// `name:password` in front of an `@`, what stands between `://` and the last `@`, and what follows a PEM key's head.
std::vector<Span> credentials_in(std::string_view line);

/// Whether the value is one `${env:NAME}` or `${file:PATH}`: that is no secret, and showing it helps.
bool is_reference(std::string_view value);

/// By line number: it continues a secret that began above, within an open quote, indented below its key, or as the
/// value on the next line.
std::vector<bool> hidden_lines(const SourceText& source);

}  // namespace sluice
