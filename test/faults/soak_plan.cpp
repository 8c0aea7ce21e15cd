// SPDX-License-Identifier: Apache-2.0
#include "faults/soak_plan.hpp"

#include <array>
#include <random>

namespace sluice::test {
namespace {

constexpr std::array<const char*, soak_fault_count> names{"kill_replica",   "stop_replica", "freeze_broker",
                                                          "restart_broker", "freeze_kafka", "kill_kafka",
                                                          "restart_kafka",  "cut_network"};

}  // namespace

// The engine's numbers are given by the standard, those of its distributions are not.
std::vector<SoakStep> soak_plan(std::uint32_t seed, Milliseconds duration) {
  std::mt19937 random(seed);
  const auto below = [&random](std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); };
  const auto between = [&below](std::uint32_t least, std::uint32_t most) { return least + below(most - least); };
  std::vector<SoakStep> plan;
  Milliseconds end{0};
  for (;;) {
    SoakStep step;
    step.pause = Milliseconds{between(1'000, 6'000)};
    step.fault = static_cast<SoakFault>(below(soak_fault_count));
    step.replica = below(soak_replicas);
    step.length = Milliseconds{between(200, 10'000)};
    end += step.pause + step.length;
    if (end > duration) return plan;
    plan.push_back(step);
  }
}

std::string to_text(const SoakStep& step) {
  std::string text = "after " + std::to_string(step.pause.count()) + " ms: ";
  text += names.at(static_cast<std::size_t>(step.fault));
  if (step.fault == SoakFault::kill_replica || step.fault == SoakFault::stop_replica) {
    text += " " + std::to_string(step.replica);
  }
  return text + " for " + std::to_string(step.length.count()) + " ms";
}

}  // namespace sluice::test
