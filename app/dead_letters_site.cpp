// SPDX-License-Identifier: Apache-2.0
#include "app/dead_letters_site.hpp"

#include <chrono>
#include <iostream>

#include "config/load.hpp"
#include "kafka/settings.hpp"
#include "kafka/topics.hpp"

namespace sluice {

namespace {

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

tl::unexpected<ExitCode> end(ExitCode code, const std::string& text) {
  std::cerr << "sluice: " << text << '\n';
  return tl::unexpected(code);
}

ExitCode code_of(TopicCheck::State state) {
  return state == TopicCheck::State::unauthorized ? ExitCode::refused
         : state == TopicCheck::State::invalid    ? ExitCode::bad_input
                                                  : ExitCode::failed;
}

}  // namespace

void tell_missing_causes(const LetterChoice& choice, const ErrorCounts& seen) {
  const std::string text = choice.ids.empty() ? missing_causes(choice.errors, seen) : "";
  if (!text.empty()) std::cerr << "sluice: " << text << std::endl;
}

tl::expected<std::unique_ptr<DeadLettersSite>, ExitCode> open_dead_letters(const DeadLettersOptions& options,
                                                                           std::span<const std::string> overrides,
                                                                           ReplayTarget target) {
  auto choice = read_choice(options.choice, now_ms());
  if (!choice) return end(ExitCode::bad_input, choice.error());
  LoadResult loaded = load_file(options.config, overrides, refused_properties);
  if (!loaded.config) {
    std::cerr << render(loaded.diagnostics) << std::flush;
    return tl::unexpected(ExitCode::bad_input);
  }
  auto site = std::make_unique<DeadLettersSite>();
  site->config = std::move(*loaded.config);
  site->choice = std::move(*choice);
  const std::string& topic = site->config.dead_letters.topic;
  if (topic.empty()) {
    return end(ExitCode::bad_input,
               options.config +
                   " has no dead_letters.topic: without one there are no dead letters; set it, or write "
                   "`--set dead_letters.topic=NAME`");
  }
  const auto admin = TopicAdmin::create(site->config);
  if (!admin) return end(ExitCode::bad_input, admin.error());
  const TopicCheck check = (*admin)->check({topic, "dead_letters.topic"}, dead_letters_patience);
  if (check.state != TopicCheck::State::exists) return end(code_of(check.state), check.text);
  auto reader = TopicReader::open(site->config, topic, replay_group(site->config, target), dead_letters_patience,
                                  TopicReader::OpenCommits::passed_over);
  if (!reader) return end(ExitCode::failed, reader.error());
  site->reader = std::move(*reader);
  return site;
}

}  // namespace sluice
