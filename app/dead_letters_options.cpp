// SPDX-License-Identifier: Apache-2.0
#include "app/dead_letters_options.hpp"

#include <CLI/CLI.hpp>

namespace sluice {

namespace {

void add_choice(CLI::App& command, ChoiceTexts& choice) {
  command.add_option("ID", choice.ids, "dead letters by partition:offset, such as 3:1042")->type_name("");
  command.add_option("--since", choice.since, "those refused since then: 2h, or 2026-01-31T00:00Z")->type_name("TIME");
  const auto repeatable = [&](const std::string& name, std::vector<std::string>& list, const char* what) {
    return command.add_option(name, list, what)
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  repeatable("--error", choice.errors, "those of this cause, such as MSG_SIZE_TOO_LARGE; repeatable")
      ->type_name("CODE");
  repeatable("--filter", choice.filters, "those whose MQTT topic matches, such as sensor/#; repeatable")
      ->type_name("FILTER");
  command.add_flag("--all", choice.is_all, "every dead letter");
}

}  // namespace

DeadLettersCommand::DeadLettersCommand(CLI::App& app, DeadLettersOptions& options,
                                       const std::function<void(CLI::App&)>& add_config)
    : options_(options),
      command_(app.add_subcommand("dead-letters", "Looks into the dead-letter topic; deletes nothing.")),
      list_(command_->add_subcommand("list", "Lists dead letters, the newest last, with their number by cause.")),
      show_(command_->add_subcommand("show", "Shows all of one dead letter.")),
      replay_(command_->add_subcommand("replay", "Sends dead letters again, each once.")) {
  command_->require_subcommand(1);
  add_config(*list_);
  add_choice(*list_, options_.choice);
  list_->add_flag("--json", options_.is_json, "one JSON object a line, in the order of the topic");
  add_config(*show_);
  auto* id = show_->add_option("ID", options_.choice.ids, "partition:offset, as `list` shows it");
  id->required()->expected(1)->type_name("");
  add_config(*replay_);
  add_choice(*replay_, options_.choice);
  replay_->add_option("--to", to_, "kafka: mapped anew by this configuration (default); mqtt: published again")
      ->type_name("{kafka,mqtt}")
      ->check([](const std::string& to) {
        return to == "kafka" || to == "mqtt" ? std::string() : "`" + to + "` is neither kafka nor mqtt";
      });
  replay_->add_flag("--yes", options_.is_confirmed, "asks nobody; needed where there is no terminal to ask on");
  replay_->footer(
      "Mend the cause first. Run it again to go on: what has been sent is kept in Kafka, as the consumer group\n"
      "sluice-replay-<task>-<target>. Nothing is deleted.\n"
      "Exit codes: 0 done; 1 some could not be sent, or not all were; 2 command line or configuration;\n"
      "3 refused for good by a server.");
}

bool DeadLettersCommand::is_parsed() const { return command_->parsed(); }

ExitCode DeadLettersCommand::run(const std::string& config, std::span<const std::string> overrides) {
  options_.config = config;
  if (to_ == "mqtt") options_.target = ReplayTarget::mqtt;
  if (list_->parsed()) return list_dead_letters(options_, overrides);
  if (show_->parsed()) return show_dead_letter(options_, overrides);
  return replay_dead_letters(options_, overrides);
}

}  // namespace sluice
