// SPDX-License-Identifier: Apache-2.0
#include "mapping/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace sluice {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Insertions, deletions, replacements and swaps of neighbours from one text to the other.
std::size_t distance(std::string_view a, std::string_view b) {
  const auto same = [&](std::size_t i, std::size_t j) { return lower(a[i]) == lower(b[j]); };
  // steps[i][j]: from the first i letters of a to the first j of b.
  std::vector<std::vector<std::size_t>> steps(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) steps[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) steps[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = steps[i - 1][j - 1] + (same(i - 1, j - 1) ? 0 : 1);
      steps[i][j] = std::min({steps[i - 1][j] + 1, steps[i][j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1);
      if (swapped) steps[i][j] = std::min(steps[i][j], steps[i - 2][j - 2] + 1);
    }
  }
  return steps[a.size()][b.size()];
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
