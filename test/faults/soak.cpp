// SPDX-License-Identifier: Apache-2.0
// Random faults under a steady load, one after the other; nothing may be lost. scripts/faults.sh --soak runs it.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "faults/fault_site.hpp"
#include "faults/soak_plan.hpp"
#include "support/cuttable_network.hpp"

namespace sluice::test {
namespace {

std::uint32_t number_from(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr) throw std::runtime_error(std::string(variable) + " is not set: run scripts/faults.sh --soak");
  return static_cast<std::uint32_t>(std::stoul(text));
}

/// Broker (behind a network of its own), Kafka and three replicas, of which the first may be cut off.
class Soak {
 public:
  Soak() : site_(BrokerKind::mosquitto, {.place = network_.place()}) {
    for (unsigned number = 0; number < soak_replicas; ++number) replicas_.push_back(start(number));
  }

  FaultSite& site() { return site_; }
  std::string steady_address() const { return network_.steady_address(); }

  void play(const SoakStep& step) {
    last(step.pause);
    switch (step.fault) {
      case SoakFault::kill_replica:
      case SoakFault::stop_replica: return end_replica(step);
      case SoakFault::freeze_broker: return freeze(site_.broker(), step.length);
      case SoakFault::restart_broker: return restart(site_.broker(), step.length);
      case SoakFault::freeze_kafka: return freeze(site_.kafka(), step.length);
      case SoakFault::kill_kafka: site_.kafka().kill(); return start_after(site_.kafka(), step.length);
      case SoakFault::restart_kafka: return restart(site_.kafka(), step.length);
      case SoakFault::cut_network: return cut(step.length);
    }
  }

 private:
  std::unique_ptr<SluiceProcess> start(unsigned number) {
    const auto address = number == 0 ? network_.cut_address() : network_.steady_address();
    const auto broker = "[\"mqtt://" + address + ":" + std::to_string(site_.broker().port()) + "\"]";
    auto sluice =
        std::make_unique<SluiceProcess>(site_.file(number).set("mqtt.brokers", broker).set("mqtt.keep_alive", "3s"));
    // Its SUBACK comes behind what has queued for it.
    sluice->wait_ready(1, Milliseconds{120'000});
    return sluice;
  }

  void end_replica(const SoakStep& step) {
    auto& replica = replicas_.at(step.replica);
    if (step.fault == SoakFault::kill_replica) {
      replica->kill();
    } else {
      CHECK(replica->stop() == 0);
    }
    last(step.length);
    replica = start(step.replica);
  }

  static void freeze(Server& server, Milliseconds length) {
    server.freeze();
    last(length);
    server.thaw();
  }

  static void restart(Server& server, Milliseconds length) {
    server.stop();
    start_after(server, length);
  }

  static void start_after(Server& server, Milliseconds length) {
    last(length);
    server.start();
  }

  void cut(Milliseconds length) {
    network_.cut();
    last(length);
    network_.mend();
  }

  CuttableNetwork network_;
  FaultSite site_;
  std::vector<std::unique_ptr<SluiceProcess>> replicas_;
};

}  // namespace

TEST_CASE("random faults under a steady load lose nothing") {
  const auto seed = number_from("SLUICE_SOAK_SEED");
  const auto seconds = number_from("SLUICE_SOAK_SECONDS");
  const auto plan = soak_plan(seed, std::chrono::seconds(seconds));
  std::cout << "seed " << seed << ", " << seconds << " s: " << plan.size() << " faults" << std::endl;
  Soak soak;
  LoadPublisher load(soak.site().broker().port(),
                     {.count = 99'000'000, .per_second = 300, .address = soak.steady_address(), .persistent = true});
  for (const auto& step : plan) {
    std::cout << to_text(step) << std::endl;
    soak.play(step);
  }
  load.send_no_more();
  const auto result = load.finish(Milliseconds{120'000});
  const auto counts = soak.site().conclude(result.accepted, {.repeated = plan.size() * soak_replicas * window});
  std::cout << counts.accepted << " accepted, " << counts.lost << " lost, " << counts.repeated << " repeated, "
            << result.unanswered << " without an answer when the broker went" << std::endl;
}

}  // namespace sluice::test
