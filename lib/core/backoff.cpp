// SPDX-License-Identifier: Apache-2.0
#include "core/backoff.hpp"

#include <algorithm>
#include <cassert>

namespace sluice {

Backoff::Backoff(Millis floor, Millis ceiling, std::uint64_t seed) : floor_(floor), ceiling_(ceiling), random_(seed) {
  assert(floor.count() > 0 && ceiling >= floor);
}

Millis Backoff::next() {
  Millis bound = floor_;
  for (std::uint32_t i = 0; i < attempt_ && bound < ceiling_; ++i) bound *= 2;
  bound = std::min(bound, ceiling_);
  if (bound < ceiling_) ++attempt_;
  std::uniform_int_distribution<Millis::rep> spread(bound.count() / 10, bound.count());
  return Millis(spread(random_));
}

}  // namespace sluice
