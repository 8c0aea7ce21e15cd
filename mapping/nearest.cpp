// SPDX-License-Identifier: Apache-2.0
#include "mapping/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace sluice {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Insertions, deletions and replacements from one text to the other (Levenshtein), in one row of the matrix.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest(std::string_view text, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t best_distance = 0;
  for (const std::string_view candidate : candidates) {
    // A third of the letters may differ: more of them and the suggestion only confuses.
    const std::size_t near = std::max<std::size_t>(1, candidate.size() / 3);
    if (text.size() > candidate.size() + near) continue;
    const std::size_t steps = distance(text, candidate);
    if (steps > near || (!best.empty() && steps >= best_distance)) continue;
    best = candidate;
    best_distance = steps;
  }
  return best;
}

}  // namespace sluice
