// SPDX-License-Identifier: Apache-2.0
#include "faults/fault_site.hpp"

#include <catch2/catch.hpp>
#include <fstream>

namespace sluice::test {
namespace {

constexpr int partitions = 4;
constexpr Milliseconds quiet{1'000};  // nothing more comes when nothing came for so long

std::unique_ptr<Server> make_broker(BrokerKind kind, const SiteOptions& options) {
  if (kind == BrokerKind::artemis) return std::make_unique<Artemis>(options.place);
  if (kind == BrokerKind::hivemq) return std::make_unique<HiveMq>(options.place);
  if (kind == BrokerKind::mochi) return std::make_unique<Mochi>(options.place);
  return std::make_unique<Mosquitto>(options.mosquitto_lines, options.place);
}

std::string profile_of(BrokerKind kind) {
  if (kind == BrokerKind::artemis) return "artemis";
  if (kind == BrokerKind::hivemq) return "hivemq";
  return kind == BrokerKind::mochi ? "mochi" : "mosquitto";
}

std::string bound_text(const Bound& bound) {
  std::string text = "lost = 0";
  if (bound.lost_most > 0) {
    text = "lost " + std::to_string(bound.lost_least) + " to " + std::to_string(bound.lost_most);
  }
  text += ", repeated <= " + std::to_string(bound.repeated);
  return bound.text.empty() ? text : text + ", " + bound.text;
}

}  // namespace

FaultSite::FaultSite(BrokerKind kind, const SiteOptions& options)
    : kind_(kind), broker_(make_broker(kind, options)), kafka_(options.kafka_arguments) {
  create_topic(kafka_.address(), "plant", partitions);
  log_ = std::make_unique<RecordLog>(kafka_.address(), "plant", partitions);
}

TaskFile FaultSite::file(unsigned number) const {
  TaskFile file("mqtt://" + broker_->address(), kafka_.address());
  file.set("mqtt.client_id", "plant-" + std::to_string(number));
  file.set("mqtt.profile", profile_of(kind_));
  file.set("mqtt.receive_maximum", std::to_string(window));
  file.set("mqtt.session_expiry", "1h");
  file.set("log.level", "info");
  return file;
}

std::unique_ptr<SluiceProcess> FaultSite::start(const TaskFile& file) {
  auto sluice = std::make_unique<SluiceProcess>(file);
  sluice->wait_ready();
  return sluice;
}

std::vector<std::unique_ptr<SluiceProcess>> FaultSite::start_all(unsigned count) const {
  std::vector<std::unique_ptr<SluiceProcess>> replicas;
  for (unsigned number = 0; number < count; ++number) {
    replicas.push_back(std::make_unique<SluiceProcess>(file(number)));
  }
  for (const auto& replica : replicas) replica->wait_ready();
  return replicas;
}

bool FaultSite::has_session(const std::string& client_id) const {
  if (const auto* const artemis = dynamic_cast<const Artemis*>(broker_.get())) return artemis->has_session(client_id);
  MqttClient client(broker_->port(), {.client_id = client_id, .clean_start = false});
  const bool present = client.connack().session_present;
  client.disconnect();
  return present;
}

FaultCounts FaultSite::conclude(LoadPublisher& load, const Bound& bound) {
  return conclude(load.finish(Milliseconds{120'000}).accepted, bound);
}

FaultCounts FaultSite::conclude(const std::vector<MessageId>& accepted, const Bound& bound) {
  constexpr Milliseconds arrival{60'000};
  if (bound.lost_most == 0) {
    for (const auto end = Clock::now() + arrival; Clock::now() < end && !log_->tally().missing(accepted).empty();) {
      last(Milliseconds{100});
    }
  }
  log_->wait_until_quiet(bound.lost_most == 0 ? quiet : 3 * quiet, arrival);
  const auto tally = log_->tally();
  const FaultCounts counts{accepted.size(), tally.missing(accepted).size(), tally.repeats()};
  std::string missing;
  for (const auto id : tally.missing(accepted)) missing += std::to_string(id) + " ";
  INFO(log_->read_and_stored() << "missing: " << missing.substr(0, 1'000));
  // Else the counts tell of the tests' reader, not of what is in Kafka.
  CHECK(log_->is_complete());
  CHECK(counts.lost <= bound.lost_most);
  CHECK(counts.lost >= bound.lost_least);
  CHECK(counts.repeated <= bound.repeated);
  const bool is_held =
      counts.lost >= bound.lost_least && counts.lost <= bound.lost_most && counts.repeated <= bound.repeated;
  const std::string good = counts.lost > 0 ? "known loss" : "held";
  write_row({counts, bound_text(bound), is_held ? good : "FAILED"});
  return counts;
}

void last(Milliseconds length) {
  eventually(length, [] { return false; });
}

std::size_t peak_memory_mib(const Process& process) {
  std::ifstream status("/proc/" + std::to_string(process.pid()) + "/status");
  for (std::string word; status >> word;) {
    std::size_t kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib / 1024;
  }
  throw std::runtime_error("no VmHWM of process " + std::to_string(process.pid()));
}

}  // namespace sluice::test
