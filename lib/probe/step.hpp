// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

enum class StepVerdict {
  ok,
  warning,  ///< a task would run, but not as the configuration wishes
  failed,   ///< a task would not run
  skipped   ///< not looked at: the text says why
};

/// "ok", "warning", "failed", "skipped".
std::string_view to_text(StepVerdict verdict);

/// What a step came to. All texts may be printed: they hold no secret.
struct StepFinding {
  StepVerdict verdict = StepVerdict::ok;
  std::string text;
  std::string remedy;        ///< what to do; empty where nothing is to be done
  bool is_for_good = false;  ///< of a failure: somebody answered and said no, so that trying again cannot help

  friend bool operator==(const StepFinding&, const StepFinding&) = default;
};

enum class Lasting {
  no,  ///< nobody answered, or the answer was to come back later
  yes  ///< refused: the same question gets the same answer until somebody changes something
};

inline StepFinding ok(std::string text) { return {StepVerdict::ok, std::move(text), {}, false}; }
inline StepFinding skipped(std::string text) { return {StepVerdict::skipped, std::move(text), {}, false}; }
inline StepFinding warning(std::string text, std::string remedy) {
  return {StepVerdict::warning, std::move(text), std::move(remedy), false};
}
inline StepFinding failed(std::string text, std::string remedy, Lasting lasting) {
  return {StepVerdict::failed, std::move(text), std::move(remedy), lasting == Lasting::yes};
}

/// A finding about one thing that has a name: `Maximum QoS`.
struct NamedFinding {
  std::string name;
  StepFinding finding;

  friend bool operator==(const NamedFinding&, const NamedFinding&) = default;
};

/// One verdict line.
struct Step {
  std::string where;  ///< `mqtt://host:1883`, `kafka host:9092`, `topic mqtt.telemetry`
  std::string name;   ///< `DNS`, `CONNACK`, ...
  StepFinding finding;
  std::chrono::microseconds took{0};
};

/// Collects the steps and tells each at once to who prints them.
class StepLog {
 public:
  explicit StepLog(std::function<void(const Step&)> on_step) : on_step_(std::move(on_step)) {}

  /// False when it failed.
  bool add(std::string_view where, std::string_view name, StepFinding finding, std::chrono::microseconds took = {});
  const std::vector<Step>& steps() const { return steps_; }

 private:
  std::function<void(const Step&)> on_step_;
  std::vector<Step> steps_;
};

/// The time since it was made.
class StopWatch {
 public:
  std::chrono::microseconds took() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start_);
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace sluice
