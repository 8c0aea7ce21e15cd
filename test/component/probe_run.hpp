// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "component/plant.hpp"

namespace sluice::test {

/// For tests of the broker's side: topics of a template are not looked at, so that Kafka's side is short. (The mock
/// cluster does not answer the question for the record size.)
inline TaskFile broker_side(const Plant& plant) { return plant.file().set("mapping.topic", "\"plant.${topic[1]}\""); }

/// The probe's first connection, played to its end.
inline void play_connack(ScriptedBroker& broker) {
  auto peer = broker.accept();
  peer.expect_connect();
  peer.reply_connack();
  peer.expect_disconnect();
  peer.close();
}

/// Its second one; without codes what was asked for is granted.
inline void play_subscription(ScriptedBroker& broker, const std::vector<std::uint8_t>& codes = {}) {
  auto peer = broker.accept();
  peer.expect_connect();
  peer.reply_connack();
  peer.reply_suback(peer.expect_subscribe(), codes);
  peer.reply_unsuback(peer.expect_unsubscribe());
  peer.expect_disconnect();
  peer.close();
}

/// `sluice probe` as a child process, which a script answers meanwhile.
class ProbeProcess {
 public:
  explicit ProbeProcess(const TaskFile& file, const std::vector<std::string>& more_arguments = {"--deadline", "5s"})
      : sluice_(file, more_arguments, "probe") {}

  int exit_code() { return sluice_.exit_code(); }
  /// The line of the n-th step of that name, counted from 0, with its place and its time cut off:
  /// "ok CONNACK: 0x00 Success". To be asked once it has ended.
  std::string step(const std::string& name, std::size_t number = 0) {
    sluice_.process().wait_for_line("probe: ", patience);
    for (std::size_t i = 0; i < sluice_.process().line_count(); ++i) {
      const std::string text = sluice_.process().line(i);
      const std::string verdict = text.substr(0, text.find(' '));
      const auto at = text.find("  " + name + "  ");
      if (at == std::string::npos) continue;
      if (number-- > 0) continue;
      const auto from = text.find_first_not_of(' ', at + 2 + name.size());
      const auto time = text.ends_with(" ms)") ? text.rfind(" (") : std::string::npos;
      return verdict + " " + name + ": " + text.substr(from, time == std::string::npos ? time : time - from);
    }
    return "no step " + name;
  }
  std::string output() { return sluice_.process().output(); }
  Process& process() { return sluice_.process(); }

 private:
  SluiceProcess sluice_;
};

}  // namespace sluice::test
