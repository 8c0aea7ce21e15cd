// SPDX-License-Identifier: Apache-2.0
#include "app/dead_letters.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <iostream>

#include "app/dead_letters_site.hpp"
#include "dead_letters/letter_scan.hpp"
#include "dead_letters/letter_text.hpp"

namespace sluice {

namespace {

/// Characters of a line; 0: no terminal, no bound.
std::size_t terminal_width() {
  if (::isatty(STDOUT_FILENO) == 0) return 0;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

Result<ScanEnd> scan_chosen(DeadLettersSite& site, const LetterChoice& choice,
                            const std::function<void(const DeadLetter&)>& take) {
  const auto spans = site.reader->spans();
  if (!spans) return failure(spans.error());
  ErrorCounts seen;
  auto end = scan(
      *site.reader, choice.narrow(*spans), site.config.mapping.headers.system_prefix,
      [&site] { return site.is_stopped(); },
      [&](const DeadLetter& letter) {
        ++seen[error_of(letter)];
        if (choice.takes(letter)) take(letter);
      });
  if (end && *end == ScanEnd::done) tell_missing_causes(choice, seen);
  return end;
}

ExitCode end_of(const Result<ScanEnd>& end) {
  if (end && *end == ScanEnd::done) return ExitCode::done;
  std::cerr << "sluice: " << (end ? std::string("stopped before the end") : end.error()) << '\n';
  return ExitCode::failed;
}

}  // namespace

ExitCode list_dead_letters(const DeadLettersOptions& options, std::span<const std::string> overrides) {
  auto site = open_dead_letters(options, overrides, options.target);
  if (!site) return site.error();
  std::vector<LetterLine> lines;
  const auto end = scan_chosen(**site, (*site)->choice, [&](const DeadLetter& letter) {
    if (options.is_json) {
      std::cout << letter_json(letter) << '\n';
    } else {
      lines.emplace_back(letter);
    }
  });
  if (!options.is_json) std::cout << letter_table(std::move(lines), terminal_width());
  std::cout << std::flush;
  return end_of(end);
}

ExitCode show_dead_letter(const DeadLettersOptions& options, std::span<const std::string> overrides) {
  auto site = open_dead_letters(options, overrides, options.target);
  if (!site) return site.error();
  bool is_found = false;
  const auto end = scan_chosen(**site, (*site)->choice, [&](const DeadLetter& letter) {
    std::cout << letter_text(letter) << std::flush;
    is_found = true;
  });
  if (!end || *end != ScanEnd::done || is_found) return end_of(end);
  std::cerr << "sluice: there is no dead letter " << options.choice.ids.front() << " in topic \""
            << (*site)->config.dead_letters.topic
            << "\": it was never written, or Kafka's retention has taken it; `list` shows those that are there\n";
  return ExitCode::failed;
}

}  // namespace sluice
