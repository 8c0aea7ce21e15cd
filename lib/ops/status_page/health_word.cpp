// SPDX-License-Identifier: Apache-2.0
#include "ops/status_page/health_word.hpp"

namespace sluice {

const WordLook& look_of(HealthWord word) {
  static constexpr WordLook healthy{"healthy", "Healthy", "Every connection forwards, and Kafka takes the records.",
                                    "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20M7 12.5l3.5 3.5 6.5-7.5", "%230b7a63"};
  static constexpr WordLook failed{"failed", "Failed", "It does not mend itself: something needs an operator.",
                                   "M8 2h8l6 6v8l-6 6H8l-6-6V8zM8.5 8.5l7 7M15.5 8.5l-7 7", "%23c0271d"};
  static constexpr WordLook abnormal{"abnormal", "Abnormal",
                                     "Something is away or late. Sluice goes on by itself when it is back.",
                                     "M12 2.5L22.5 21h-21zM12 9v6M12 17.6v.8", "%23a86400"};
  static constexpr WordLook paused{"paused", "Paused",
                                   "An operator has stopped the reading. The sessions live on, and the broker keeps "
                                   "what comes for them.",
                                   "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20M9.5 8v8M14.5 8v8", "%23465fb0"};
  switch (word) {
    case HealthWord::healthy: return healthy;
    case HealthWord::failed: return failed;
    case HealthWord::abnormal: return abnormal;
    case HealthWord::paused: return paused;
  }
  return failed;
}

Html glyph(const WordLook& look) {
  Html html;
  html << R"(<svg class="glyph" viewBox="0 0 24 24" aria-hidden="true"><path d=")" << look.shape << "\"/></svg>";
  return html;
}

Html icon(const WordLook& look) {
  Html html;
  html << "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' "
          "stroke-width='2.4' stroke-linecap='round' stroke-linejoin='round' stroke='"
       << look.colour << "'%3E%3Cpath d='" << look.shape << "'/%3E%3C/svg%3E";
  return html;
}

}  // namespace sluice
