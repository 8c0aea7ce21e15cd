// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "dead_letters/letter.hpp"

namespace sluice {

/// What a person wrote to choose dead letters, as text.
struct ChoiceTexts {
  std::vector<std::string> ids;      ///< 3:1042
  std::string since;                 ///< 2h, or 2026-01-31T00:00Z; empty: whenever
  std::vector<std::string> errors;   ///< names of causes
  std::vector<std::string> filters;  ///< MQTT topic filters
  bool is_all = false;

  bool is_empty() const { return ids.empty() && since.empty() && errors.empty() && filters.empty() && !is_all; }
};

/// Which dead letters are meant: those that pass all that is set, and of each list one.
struct LetterChoice {
  std::set<LetterId> ids;
  std::optional<std::int64_t> since_ms;  ///< since 1970, UTC
  std::vector<std::string> errors;
  std::vector<std::string> filters;

  bool takes(const DeadLetter& letter) const;
  /// Of what the topic holds, that which has to be read to find them all.
  std::vector<TopicSpan> narrow(const std::vector<TopicSpan>& spans) const;
};

/// Error: a sentence with the text and the remedy. `now_ms`: what durations count back from.
Result<LetterChoice> read_choice(const ChoiceTexts& texts, std::int64_t now_ms);

}  // namespace sluice
