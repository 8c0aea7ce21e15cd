// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "core/overload.hpp"
#include "mqtt/connection.hpp"

namespace sluice {

inline const char* to_text(Finish::Result result) {
  switch (result) {
    case Finish::Result::stopped: return "stopped";
    case Finish::Result::left: return "left";
    case Finish::Result::failed: return "failed";
    case Finish::Result::refused: return "refused";
  }
  return "";
}

inline const char* to_text(TellHold::What what) {
  switch (what) {
    case TellHold::What::released: return "tell released";
    case TellHold::What::handed_over: return "tell handed over";
    case TellHold::What::hand_over_refused: return "tell refused";
    case TellHold::What::taken_back: return "tell taken back";
  }
  return "";
}

/// Actions as a line, so that a life reads like a script.
inline std::string line(const ConnectionActions& actions) {
  std::string text;
  for (const ConnectionAction& action : actions) {
    if (!text.empty()) text += ", ";
    text += std::visit(
        Overload{[](const OpenTransport& a) { return "open " + a.broker.host; },
                 [](const SendConnect& a) { return std::string(a.keep_session ? "connect" : "connect for a look"); },
                 [](const SendSubscribe&) { return std::string("subscribe"); },
                 [](const SendUnsubscribe&) { return std::string("unsubscribe"); },
                 [](const SendBarrier&) { return std::string("barrier"); },
                 [](const WaitQuiet&) { return std::string("wait quiet"); },
                 [](const SendDisconnect& a) {
                   if (!a.end_session) return std::string("disconnect");
                   return std::string(a.when_drained ? "disconnect when drained" : "disconnect for good");
                 },
                 [](const PauseReading&) { return std::string("pause"); },
                 [](const ResumeReading&) { return std::string("resume"); },
                 [](const WaitSettled&) { return std::string("wait settled"); },
                 [](const CloseTransport&) { return std::string("close"); },
                 [](const RetryIn& a) { return std::string(a.slow ? "retry slowly" : "retry"); },
                 [](const ReportLoss&) { return std::string("report"); },
                 [](const BecomeReady&) { return std::string("ready"); },
                 [](const TellHold& a) { return std::string(to_text(a.what)); },
                 [](const BeginDrain&) { return std::string("drain"); },
                 [](const Finish& a) { return "finish " + std::string(to_text(a.result)); }},
        action);
  }
  return text;
}

inline MqttConfig config_of(std::size_t brokers = 1) {
  MqttConfig config;
  for (std::size_t i = 0; i < brokers; ++i) config.brokers.push_back({"host" + std::to_string(i), 1883});
  config.filters = {"a/#", "b/+"};
  config.qos = 1;
  return config;
}

inline MqttConfig with_profile(std::string_view name) {
  MqttConfig config = config_of();
  const auto names = broker_profile_names();
  const auto at = std::find(names.begin(), names.end(), name);
  REQUIRE(at != names.end());
  config.profile = &broker_profile(static_cast<std::size_t>(at - names.begin()));
  return config;
}

struct Life {
  explicit Life(const MqttConfig& config = config_of(), Purpose purpose = Purpose::forward)
      : connection(config, purpose, 1) {}

  std::string start() { return line(connection.start()); }
  std::string give(const ConnectionInput& input, Millis after = Millis(10)) {
    now += after;
    return line(connection.handle(input, now));
  }
  void become_ready() {
    start();
    give(TransportOpened{});
    give(HandshakeDone{});
    REQUIRE(give(SubscribeAnswered{{1, 1}, {}}) == "ready");
  }

  TimePoint now{std::chrono::hours(1)};
  Connection connection;
};

}  // namespace sluice
