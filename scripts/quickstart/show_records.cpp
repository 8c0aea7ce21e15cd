// SPDX-License-Identifier: Apache-2.0
// Shows the records of a Kafka topic as they arrive, for a person at a terminal.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "scripts/quickstart/record_reader.hpp"
#include "scripts/quickstart/record_text.hpp"

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Options {
  std::string brokers;
  std::string topic;
  std::uint64_t count = 0;  ///< 0: until a signal
  int seconds = 60;         ///< for `count` records to come
};

std::atomic<bool> stopped{false};

extern "C" void on_signal(int /*signal*/) { stopped = true; }

/// Colour for a terminal only, and not where NO_COLOR is set (https://no-color.org).
sluice::Colour colour_of_stdout() {
  const char* off = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): nothing sets it
  const bool wanted = off == nullptr || *off == '\0';
  return wanted && isatty(STDOUT_FILENO) == 1 ? sluice::Colour::on : sluice::Colour::off;
}

int show(const Options& options) {
  const sluice::Colour colour = colour_of_stdout();
  const auto deadline = Clock::now() + std::chrono::seconds(options.seconds);
  sluice::RecordReader reader(options.brokers, options.topic, 10s);
  std::uint64_t shown = 0;
  while (!stopped && (options.count == 0 || shown < options.count)) {
    if (const sluice::SeenRecord* record = reader.next(100ms)) {
      std::printf("%s\n", record_text(*record, ++shown, colour).c_str());
      std::fflush(stdout);
    } else if (options.count != 0 && Clock::now() > deadline) {
      std::fprintf(stderr, "show_records: only %llu of %llu records came to topic %s at %s within %d s\n",
                   static_cast<unsigned long long>(shown), static_cast<unsigned long long>(options.count),
                   options.topic.c_str(), options.brokers.c_str(), options.seconds);
      return 1;
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  Options options;
  CLI::App app("Shows the records of a Kafka topic as they arrive.", "show_records");
  app.add_option("--brokers", options.brokers, "host:port of a Kafka broker")->required();
  app.add_option("--topic", options.topic, "the topic, read from its beginning")->required();
  app.add_option("--count", options.count, "end after so many records; 0: go on until a signal");
  app.add_option("--seconds", options.seconds, "with --count: the time they may take")->check(CLI::Range(1, 86'400));
  CLI11_PARSE(app, argc, argv);
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  return show(options);
} catch (const std::exception& error) {
  std::fprintf(stderr, "show_records: %s\n", error.what());
  return 1;
}
