// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <tl/expected.hpp>

#include "app/dead_letters.hpp"
#include "config/config.hpp"
#include "dead_letters/letter_text.hpp"
#include "kafka/topic_reader.hpp"
#include "ops/signals.hpp"

namespace sluice {

/// What every command on dead letters stands on.
struct DeadLettersSite {
  StopSignals signals;  ///< first: threads started afterwards inherit the blocked signals
  Config config;
  LetterChoice choice;
  std::unique_ptr<TopicReader> reader;

  /// SIGINT or SIGTERM has come.
  bool is_stopped() { return was_stopped_ = was_stopped_ || signals.take() != 0; }

 private:
  bool was_stopped_ = false;
};

/// How long Kafka may be silent.
inline constexpr Millis dead_letters_patience{15'000};

/// Says on standard error when a cause that was asked for is nobody's: it may be a slip of the pen. `seen`: of what was
/// read, which is not all of the topic when ids were given.
void tell_missing_causes(const LetterChoice& choice, const ErrorCounts& seen);

/// Configuration, choice, and a reader of the dead-letter topic. What is wrong is told on standard error; the error is
/// how to end. `target`: whose progress the reader can tell.
tl::expected<std::unique_ptr<DeadLettersSite>, ExitCode> open_dead_letters(const DeadLettersOptions& options,
                                                                           std::span<const std::string> overrides,
                                                                           ReplayTarget target);

}  // namespace sluice
