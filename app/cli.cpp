// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "app/check.hpp"
#include "app/dead_letters_options.hpp"
#include "app/map.hpp"
#include "app/probe.hpp"
#include "app/reference.hpp"
#include "app/run.hpp"
#include "mapping/nearest.hpp"

namespace sluice {

namespace {

constexpr const char* help_hint =
    "\n  hint: `sluice --help` shows the commands, `sluice COMMAND --help` the options of one\n";

struct Options {
  std::string file;
  std::vector<std::string> overrides;
  MapOptions map;
  DecommissionOptions decommission;
  ProbeOptions probe;
  DeadLettersOptions dead_letters;
  RunOptions run;
  bool is_markdown = false;
  bool is_metrics = false;
};

class CommandLine {
 public:
  CommandLine() {
    app_.set_version_flag("--version", "sluice " SLUICE_VERSION);
    app_.require_subcommand(1);
    app_.failure_message([](const CLI::App*, const CLI::Error& error) { return std::string(error.what()); });

    run_ = app_.add_subcommand("run", "Runs the task until SIGTERM or SIGINT, which stop it gracefully.");
    add_config(*run_, "");
    run_->add_flag("--paused", options_.run.is_paused,
                   "reads no message until POST /resume at operations.listen; session and keep-alive go on");
    check_ =
        app_.add_subcommand("check", "Reads a configuration and prints all that is wrong with it; connects nowhere.");
    add_config(*check_, "FILE");
    add_probe();
    add_map();
    add_decommission();
    dead_letters_.emplace(app_, options_.dead_letters, [this](CLI::App& command) { add_config(command, ""); });
    reference_ = app_.add_subcommand("reference", "Prints every configuration key with its default and meaning.");
    auto* markdown =
        reference_->add_flag("--markdown", options_.is_markdown, "as the page docs/configuration.md, instead of YAML");
    reference_->add_flag("--metrics", options_.is_metrics, "the metrics instead, as the page docs/metrics.md")
        ->excludes(markdown);
  }

  ExitCode run(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::Success& success) {
      app_.exit(success);
      return ExitCode::done;
    } catch (const CLI::ParseError& error) {
      std::cerr << "sluice: " << text_of(error, argc, argv) << help_hint;
      return ExitCode::bad_input;
    }
    if (run_->parsed()) return sluice::run(options_.file, options_.overrides, options_.run);
    if (check_->parsed()) return check(options_.file, options_.overrides);
    if (probe_->parsed()) return probe();
    if (map_->parsed()) return map();
    if (decommission_->parsed()) return decommission(options_.file, options_.overrides, options_.decommission);
    if (dead_letters_->is_parsed()) return dead_letters_->run(options_.file, options_.overrides);
    if (options_.is_metrics) return reference(ReferenceFormat::metrics);
    return reference(options_.is_markdown ? ReferenceFormat::markdown : ReferenceFormat::yaml);
  }

 private:
  /// `--config FILE` and `--set KEY=VALUE`; with a name for it, the file may also stand alone.
  void add_config(CLI::App& command, const std::string& positional) {
    const std::string names = positional.empty() ? "--config" : "--config," + positional;
    command.add_option(names, options_.file, "the configuration file")->required()->type_name("FILE");
    command.add_option("--set", options_.overrides, "sets one key over the file: kafka.brokers=host:9092; repeatable")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }

  void add_probe() {
    probe_ = app_.add_subcommand("probe", "Connects to both sides and tells step by step what a task would meet.");
    add_config(*probe_, "");
    probe_->add_flag("--json", options_.probe.is_json, "prints one JSON object at the end, instead of lines");
    probe_->add_option("--deadline", options_.probe.deadline, "how long each step may take")
        ->type_name("TIME")
        ->capture_default_str();
    auto* end_to_end = probe_->add_flag("--end-to-end", options_.probe.is_end_to_end,
                                        "also publishes a message and waits for the record that a running task makes");
    probe_->add_option("--topic", options_.probe.topic, "the message's topic; by default made of the first filter")
        ->type_name("TOPIC")
        ->needs(end_to_end);
    probe_->footer(
        "Every broker of mqtt.brokers and kafka.brokers is asked. Nothing is left behind: no session, no topic, and "
        "no\n"
        "record but that of --end-to-end. It subscribes in a group of its own, so that a running task loses no "
        "message\n"
        "to it.\n"
        "Exit codes: 0 no step failed, warnings allowed; 1 nobody answered, or a server says to come back later;\n"
        "2 command line or configuration; 3 refused: trying again cannot help before somebody changes something.");
  }

  void add_map() {
    map_ = app_.add_subcommand("map", "Turns a message into its Kafka record, or runs cases; connects nowhere.");
    add_config(*map_, "");
    map_->get_option("--config")->required(false);
    auto* message =
        map_->add_option("--message", options_.map.message, "the message, a JSON file; `-` or none: standard input")
            ->type_name("FILE");
    auto* json = map_->add_flag("--json", options_.map.is_json, "prints one JSON object");
    map_->add_option("--cases", options_.map.cases,
                     "runs the cases of this YAML file; with a `mapping` in it, it needs no --config")
        ->type_name("FILE")
        ->excludes(message)
        ->excludes(json);
    map_->footer(
        "A message: {\"topic\": \"sensor/a\", \"qos\": 1, \"user_properties\": [[\"k\", \"v\"]], \"payload\": "
        "\"21.5\"}.\n"
        "Only `topic` must be there; all keys, and case files: docs/mapping.md.\n"
        "Exit codes: 0 a record, or dropped by `where`; 1 rejected, a dead letter, or a case that failed;\n"
        "2 command line, configuration, message or case file.");
  }

  void add_decommission() {
    decommission_ = app_.add_subcommand(
        "decommission", "Delivers what a dead replica's session holds, then ends the session at the broker.");
    add_config(*decommission_, "");
    decommission_
        ->add_option("--client-id", options_.decommission.client_id,
                     "the session's client id, as the replica logged it at its start")
        ->required()
        ->type_name("ID")
        ->check([](const std::string& id) {
          return id.empty() ? std::string("it is empty: write the client id of the dead replica") : std::string();
        });
    decommission_->add_flag("--force", options_.decommission.is_forced,
                            "ends it at once, without waiting 40 s whether its owner comes back");
    decommission_->footer(
        "Filters, group and mapping are those of the configuration: use the dead replica's.\n"
        "MQTT cannot tell whether a client id is in use: connecting takes the session from a living owner, who comes\n"
        "back for it. Then this command gives way (exit code 1) and nothing is lost.\n"
        "Exit codes: 0 the session is gone, or there was none; 1 its owner came back, or the broker keeps it;\n"
        "2 command line or configuration; 3 refused for good; 4 stopped before the end: run it again.");
  }

  ExitCode probe() {
    options_.probe.config = options_.file;
    return sluice::probe(options_.probe, options_.overrides);
  }

  ExitCode map() {
    options_.map.config = options_.file;
    const bool is_alone = options_.file.empty();
    if (is_alone && (options_.map.cases.empty() || !options_.overrides.empty())) {
      std::cerr << "sluice: "
                << (options_.map.cases.empty() ? missing_file(map_->get_name())
                                               : "--set changes a configuration: write `--config FILE` beside it")
                << help_hint;
      return ExitCode::bad_input;
    }
    return sluice::map(options_.map, options_.overrides);
  }

  std::string missing_file(std::string_view command) const {
    return "the configuration file is missing: write `sluice " + std::string(command) +
           (command == check_->get_name() ? " FILE`" : " --config FILE`");
  }

  std::string text_of(const CLI::ParseError& error, int argc, const char* const* argv) const {
    std::vector<std::string_view> names;
    for (const CLI::App* command : app_.get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(command->get_name());
    }
    const std::string_view first = argc > 1 ? argv[1] : "";
    const bool is_command = std::find(names.begin(), names.end(), first) != names.end();
    if (first.empty()) return "which command?";
    const std::string_view what = error.what();
    const bool is_file_missing =
        is_command && options_.file.empty() && what.find("--config is required") != std::string_view::npos;
    // Some commands have commands of their own.
    if (is_file_missing && dead_letters_->is_parsed()) return missing_file(std::string(first) + ' ' + argv[2]);
    if (is_file_missing) return missing_file(first);
    if (dead_letters_->is_parsed() && what == "A subcommand is required") {
      return "which command? Write `sluice dead-letters list`, `show` or `replay`";
    }
    if (is_command || first.starts_with('-')) return error.what();
    const std::string_view near = nearest(first, names);
    const std::string text = "there is no command `" + std::string(first) + '`';
    return near.empty() ? text : text + ", did you mean `" + std::string(near) + "`?";
  }

  CLI::App app_{
      "Joins an MQTT 5 shared subscription and writes its messages into Kafka; each is acknowledged only after "
      "Kafka has acknowledged it.",
      "sluice"};
  Options options_;
  CLI::App* run_ = nullptr;
  CLI::App* check_ = nullptr;
  CLI::App* probe_ = nullptr;
  CLI::App* map_ = nullptr;
  CLI::App* decommission_ = nullptr;
  std::optional<DeadLettersCommand> dead_letters_;
  CLI::App* reference_ = nullptr;
};

}  // namespace

ExitCode run_command_line(int argc, const char* const* argv) { return CommandLine().run(argc, argv); }

}  // namespace sluice
