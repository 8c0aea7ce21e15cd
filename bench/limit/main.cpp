// SPDX-License-Identifier: Apache-2.0
// What librdkafka alone costs: the records that sluice makes of the firehose's messages, produced as sluice produces
// them, without MQTT. No program that uses librdkafka in this way can be cheaper.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "common/options.hpp"
#include "common/program.hpp"
#include "common/stop_signals.hpp"
#include "config/load.hpp"
#include "core/allocator.hpp"
#include "core/clock.hpp"
#include "limit/producer.hpp"
#include "limit/records.hpp"

namespace sluice::bench {
namespace {

constexpr int silence_limit_ms = 30'000;

struct Settings {
  std::string kafka = "127.0.0.1:9092";
  std::string topic = "bench";
  std::string compression = "lz4";
  std::string linger_ms;
  std::uint64_t window = 10'000;
  std::uint64_t messages = 1'000'000;
  std::uint64_t payload = 200;
  std::uint64_t user_properties = 3;
};

volatile std::sig_atomic_t stopping = 0;

void on_stop_signal(int) { stopping = 1; }

// Sluice's own reading of the same settings: whatever it adds to them is added here too.
Config config_of(const Settings& settings) {
  std::string text = "task: bench\nmqtt: {brokers: ['mqtt://127.0.0.1:1883'], filters: [factory/#], receive_maximum: " +
                     std::to_string(settings.window) + "}\nmapping: {topic: " + settings.topic + "}\n";
  text += "kafka: {brokers: ['" + settings.kafka + "'], compression: " + settings.compression;
  if (!settings.linger_ms.empty()) text += ", properties: {linger.ms: '" + settings.linger_ms + "'}";
  text += "}\n";
  LoadResult loaded = load_text(text, "limit", {}, Environment{});
  if (!loaded.config) throw std::runtime_error("settings: " + loaded.diagnostics.front().text);
  return std::move(*loaded.config);
}

void produce_all(const Settings& settings, Producer& producer, const std::vector<Record>& records) {
  std::uint64_t sent = 0;
  while (stopping == 0 && (sent < settings.messages || producer.open() > 0)) {
    for (; sent < settings.messages && producer.open() < settings.window; ++sent) {
      producer.produce(records[sent % records.size()], sent);
    }
    if (!producer.take_reports(silence_limit_ms) && stopping == 0) {
      throw std::runtime_error("no delivery report for 30 s");
    }
  }
}

int run(int argc, char** argv) {
  Settings settings;
  Options options("Produces what sluice makes of the firehose's messages, without MQTT. Waits for SIGTERM at the end.");
  options.text("kafka", settings.kafka, "Kafka, host:port")
      .text("topic", settings.topic, "Kafka topic")
      .text("compression", settings.compression, "compression.type")
      .text("linger-ms", settings.linger_ms, "linger.ms; empty: what sluice takes for the window")
      .number("window", settings.window, 65'535, "records on their way at a time")
      .number("messages", settings.messages, 1'000'000'000, "how many")
      .number("payload", settings.payload, 32'768, "bytes of payload")
      .number("user-properties", settings.user_properties, 64, "user properties per message");
  if (const auto code = options.parse(argc, argv)) return *code;

  // The handler ends the wait for reports, or the one after the last.
  struct sigaction action {};
  action.sa_handler = on_stop_signal;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);

  const Config config = config_of(settings);
  const auto records = make_records({settings.payload, settings.user_properties}, config.mapping);
  {
    const sigset_t before = block_stop_signals();  // librdkafka's threads leave the signals to this one
    Producer producer(producer_properties(config, 0, Company::shared), settings.topic);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    produce_all(settings, producer, records);
  }
  // The measurement reads this process's peak memory before it ends it.
  const sigset_t before = block_stop_signals();
  while (stopping == 0) sigsuspend(&before);
  return 0;
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
  sluice::tune_allocator();  // as sluice does
  return sluice::bench::run_program("limit", sluice::bench::run, argc, argv);
}
