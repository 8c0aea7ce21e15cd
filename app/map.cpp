// SPDX-License-Identifier: Apache-2.0
#include "app/map.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "config/file_findings.hpp"
#include "config/load.hpp"
#include "core/text_file.hpp"
#include "dry_run/case_run.hpp"
#include "dry_run/record_json.hpp"
#include "dry_run/record_text.hpp"
#include "mapping/topic_filter.hpp"

namespace sluice {

namespace {

Result<std::string> read_standard_input() {
  if (::isatty(STDIN_FILENO) != 0) {
    std::cerr << "sluice: type a message as JSON, such as {\"topic\": \"sensor/a\", \"payload\": \"21.5\"}, and end it "
                 "with Ctrl-D\n";
  }
  std::string text;
  std::array<char, 16384> buffer{};
  for (;;) {
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure(std::generic_category().message(errno));
    if (count == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > message_file_bytes_max) {
      return failure("it has more than " + std::to_string(message_file_bytes_max) + " bytes");
    }
  }
}

/// Files that a message names are looked for in the folder of its own file.
MessageSurroundings surroundings_in(const std::string& file, std::int64_t received_ms) {
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  const auto read_file = [folder](const std::string& path) {
    return read_text_file((folder / path).string(), payload_bytes_max);
  };
  return {read_file, received_ms};
}

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

void note_foreign_topic(const std::string& topic, const MqttConfig& mqtt) {
  const auto matches = [&](const std::string& filter) { return topic_matches(filter, topic); };
  if (std::any_of(mqtt.filters.begin(), mqtt.filters.end(), matches)) return;
  std::cerr << "sluice: no filter of mqtt.filters matches the topic `" << topic
            << "`: the broker would not send such a message\n";
}

ExitCode map_message(const MapOptions& options, const Config& config) {
  const bool is_stdin = options.message.empty() || options.message == "-";
  const std::string name = is_stdin ? "standard input" : options.message;
  const auto text = is_stdin ? read_standard_input() : read_text_file(options.message, message_file_bytes_max);
  MessageFile file;
  if (text) {
    file = load_message(*text, name, surroundings_in(is_stdin ? "" : options.message, now_ms()));
  } else {
    file.diagnostics = unreadable(name, text.error());
    if (name.starts_with('{'))
      file.diagnostics.back().hint = "a message itself goes to standard input, without --message";
  }
  std::cerr << render(file.diagnostics) << std::flush;
  if (!file.message) return ExitCode::bad_input;

  note_foreign_topic(file.message->topic, config.mqtt);
  DryRun dry_run(config.mapping);
  const DryResult result = dry_run.run(*file.message);
  std::cout << (options.is_json ? record_json(result.mapped) + '\n'
                                : record_text(result, config.mapping, config.dead_letters))
            << std::flush;
  return std::holds_alternative<Rejection>(result.mapped) ? ExitCode::failed : ExitCode::done;
}

ExitCode map_cases(const MapOptions& options, const std::optional<Config>& config) {
  const auto text = read_text_file(options.cases, document_bytes_max);
  if (!text) {
    std::cerr << render(unreadable(options.cases, text.error()));
    return ExitCode::bad_input;
  }
  const std::string folder = std::filesystem::path(options.cases).parent_path().string();
  const auto result = load_cases(*text, options.cases, config ? RulesFrom::config : RulesFrom::case_file,
                                 system_environment(folder), surroundings_in(options.cases, case_received_ms));
  std::cerr << render(result.diagnostics) << std::flush;
  if (!result.file) {
    std::cout << options.cases << ": " << count_text(result.diagnostics) << '\n';
    return ExitCode::bad_input;
  }
  const auto rules = config ? std::optional(config->mapping) : std::nullopt;
  const CaseReport report = run_cases(*result.file, rules, options.cases);
  std::cout << report.text << std::flush;
  return report.failed == 0 ? ExitCode::done : ExitCode::failed;
}

}  // namespace

ExitCode map(const MapOptions& options, std::span<const std::string> overrides) {
  std::optional<Config> config;
  if (!options.config.empty()) {
    LoadResult loaded = load_file(options.config, overrides);
    std::cerr << render(loaded.diagnostics) << std::flush;
    if (!loaded.config) return ExitCode::bad_input;
    config = std::move(loaded.config);
  }
  return options.cases.empty() ? map_message(options, config.value()) : map_cases(options, config);
}

}  // namespace sluice
