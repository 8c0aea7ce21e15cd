// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dead_letters/letter.hpp"

namespace sluice {

/// How many of each cause; letters of nobody's count under `(none)`.
using ErrorCounts = std::map<std::string, std::size_t>;

/// `3 dead letters: 2 ILLEGAL_TOPIC, 1 MSG_SIZE_TOO_LARGE`, the most frequent first.
std::string count_text(const ErrorCounts& counts);
std::string error_of(const DeadLetter& letter);

/// A sentence when some of `errors` are the cause of no dead letter: it names them, what they may have been meant to
/// be, and what there is. Empty: nothing to say, also when there are no dead letters. `seen`: all of the topic.
std::string missing_causes(const std::vector<std::string>& errors, const ErrorCounts& seen);

/// One line of the list.
struct LetterLine {
  LetterId id;
  std::int64_t time_ms = 0;
  std::string error;
  std::string stage;
  std::string topic;  ///< MQTT topic, or `-`
  std::uint64_t size = 0;
  std::string reason;

  explicit LetterLine(const DeadLetter& letter);
};

/// The list as a table, newest last, with the total. Texts are made harmless for a terminal; `width`: characters of a
/// line, beyond which the reason is shortened; 0: as long as it is.
std::string letter_table(std::vector<LetterLine> lines, std::size_t width);

/// Everything of one dead letter, as lines for a person. Of the payload, the beginning.
std::string letter_text(const DeadLetter& letter);

/// One JSON object in one line, all but headers and payload. Bytes that are not UTF-8 become U+FFFD.
std::string letter_json(const DeadLetter& letter);

}  // namespace sluice
