// SPDX-License-Identifier: Apache-2.0
// What our own code costs a message: decoding, and the mapping by several rules, in nanoseconds.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/messages.hpp"
#include "common/options.hpp"
#include "common/program.hpp"
#include "config/load.hpp"
#include "mapping/mapper.hpp"
#include "mqtt/wire/packet.hpp"
#include "mqtt/wire/publish.hpp"

namespace sluice::bench {
namespace {

constexpr std::size_t message_count = 1000;
constexpr auto round_time = std::chrono::milliseconds(20);

struct Case {
  const char* name;
  const char* mapping;  ///< YAML, the value of `mapping` in flow style
};

constexpr std::array cases{
    Case{"default mapping", "{topic: t}"},
    Case{"no headers", "{topic: t, headers: {system: none, user_properties: none}}"},
    Case{"filter of two comparisons", "{topic: t, where: \"$QoS = 1 AND site <> 'plant-9'\"}"},
    Case{"filter with a payload path", "{topic: t, where: \"$payload.quality = 'good'\"}"},
    Case{"key template", "{topic: t, key: '${topic[3]}/${user.site:-none}'}"},
    Case{"key from a payload path", "{topic: t, key: '${payload.device}'}"},
    Case{"topic template", "{topic: 'plant.${topic[2]|slug}'}"},
    Case{"three routes",
         "{topic: t, routes: [{filter: a/+/c, topic: a}, {filter: b/#, topic: b}, "
         "{where: \"firmware = '0'\", topic: c}]}"},
    Case{"payload as base64", "{topic: t, payload: base64}"},
    Case{"payload as json envelope", "{topic: t, payload: json}"},
};

/// The messages as packets, and decoded: the decoded ones view into the packets.
class Messages {
 public:
  Messages() {
    MessageSet set({});
    for (std::size_t i = 0; i < message_count; ++i) {
      std::vector<char> packet;
      set.append(i, static_cast<std::uint16_t>(i + 1), packet);
      packets_.push_back(std::move(packet));
    }
    for (const auto& packet : packets_) {
      decoders_.emplace_back();
      decoded_.push_back(decode(packet, decoders_.back()));
    }
  }

  const std::vector<std::vector<char>>& packets() const { return packets_; }
  const std::vector<MqttMessage>& decoded() const { return decoded_; }

  static MqttMessage decode(const std::vector<char>& packet, PublishDecoder& decoder) {
    const std::string_view bytes(packet.data(), packet.size());
    const auto header = parse_frame_header(bytes, Sender::server);
    return *decoder.decode((*header)->flags, bytes.substr((*header)->header_size, (*header)->body_size));
  }

 private:
  std::vector<std::vector<char>> packets_;
  std::vector<PublishDecoder> decoders_;
  std::vector<MqttMessage> decoded_;
};

/// One thing that is measured: does it for every message once.
struct Subject {
  std::string name;
  std::function<void()> pass;
  std::vector<double> nanoseconds{};
};

/// Kept from being optimised away.
volatile std::size_t sink = 0;

Mapper make_mapper(const Case& each) {
  const std::string text =
      "task: bench\nmqtt: {brokers: ['mqtt://localhost:1883'], filters: [factory/#]}\n"
      "kafka: {brokers: ['localhost:9092']}\nmapping: " +
      std::string(each.mapping) + "\n";
  const LoadResult loaded = load_text(text, each.name, {}, Environment{});
  if (!loaded.config) {
    std::fprintf(stderr, "%s: %s\n", each.name, loaded.diagnostics.front().text.c_str());
    std::exit(1);
  }
  return std::move(*Mapper::compile(loaded.config->mapping));
}

std::vector<Subject> make_subjects(const Messages& messages, std::vector<Mapper>& mappers) {
  std::vector<Subject> subjects;
  subjects.push_back({"decode", [&messages, decoder = std::make_shared<PublishDecoder>()] {
                        for (const auto& packet : messages.packets()) sink = Messages::decode(packet, *decoder).qos;
                      }});
  for (std::size_t i = 0; i < cases.size(); ++i) {
    subjects.push_back({cases[i].name, [&messages, &mapper = mappers[i]] {
                          for (const MqttMessage& message : messages.decoded()) sink = mapper.map(message).index();
                        }});
  }
  return subjects;
}

double round_of(const Subject& subject) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  std::size_t passes = 0;
  while (Clock::now() - begin < round_time) {
    subject.pass();
    ++passes;
  }
  const std::chrono::duration<double, std::nano> taken = Clock::now() - begin;
  return taken.count() / static_cast<double>(passes * message_count);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int run(int argc, char** argv) {
  std::uint64_t rounds = 25;
  Options options("What our own code costs a message, in nanoseconds: median of interleaved rounds.");
  options.number("rounds", rounds, 100'000, "rounds of 20 ms each");
  if (const auto code = options.parse(argc, argv)) return *code;
  rounds = std::max<std::uint64_t>(rounds, 1);

  const Messages messages;
  std::vector<Mapper> mappers;
  for (const Case& each : cases) mappers.push_back(make_mapper(each));
  std::vector<Subject> subjects = make_subjects(messages, mappers);
  for (std::uint64_t i = 0; i < rounds; ++i) {
    for (Subject& subject : subjects) subject.nanoseconds.push_back(round_of(subject));
  }
  std::printf("| what | ns a message | on top of the default mapping |\n|---|---|---|\n");
  const double base = median(subjects[1].nanoseconds);
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const double middle = median(subjects[i].nanoseconds);
    const std::string more = i < 2 ? "" : std::to_string(std::lround(middle - base));
    std::printf("| %s | %.0f | %s |\n", subjects[i].name.c_str(), middle, more.c_str());
  }
  return 0;
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) { return sluice::bench::run_program("mapping_cost", sluice::bench::run, argc, argv); }
