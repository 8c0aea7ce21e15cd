// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "component/plant.hpp"
#include "support/command_end.hpp"

namespace sluice::test {

/// A plant whose mapping makes illegal topics of some messages: those become dead letters of the stage `mapping`.
struct Graveyard : Plant {
  explicit Graveyard(int partitions = 1) { kafka.create_topic("dead", partitions); }

  TaskFile file() const { return Plant::file().set("dead_letters.topic", "dead"); }
  /// `load/bad one` makes the topic `bad one`.
  TaskFile broken() const {
    return file().set("mapping.topic", "${topic[2]}").set("kafka.topic_policy", "create").set("mqtt.filters", "load/#");
  }

  /// Runs the task until all of these are acknowledged.
  void bury(const TaskFile& task, const std::vector<Publish>& messages) {
    SluiceProcess sluice(task);
    auto session = broker.accept_session();
    sluice.wait_ready();
    std::vector<std::uint16_t> ids;
    for (Publish each : messages) {
      each.packet_id = static_cast<std::uint16_t>(ids.size() + 1);
      ids.push_back(each.packet_id);
      session.peer.send_publish(each);
    }
    session.peer.expect_pubacks(ids);
    sluice.terminate();
    session.peer.expect_disconnect();
    session.peer.close();
    if (sluice.exit_code() != 0) throw std::runtime_error("the task did not end in order");
  }
};

/// A message to `topic`.
inline Publish to_topic(const std::string& topic, const std::string& payload) {
  return Publish{.topic = topic, .payload = payload, .properties = {}};
}

}  // namespace sluice::test
