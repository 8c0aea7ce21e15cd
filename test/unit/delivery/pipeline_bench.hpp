// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delivery/pipeline.hpp"
#include "support/fake_sink.hpp"

namespace sluice::test {

/// A message of QoS 1; of QoS 0 with the packet id 0.
inline MqttMessage message_of(std::uint16_t packet_id, std::string_view topic = "t", bool duplicated = false) {
  MqttMessage message;
  message.topic = topic;
  message.packet_id = packet_id;
  message.qos = packet_id == 0 ? 0 : 1;
  message.duplicated = duplicated;
  return message;
}

/// A pipeline with its sink and its clock in the test's hand. Each message counts 10 bytes.
struct PipelineBench {
  using Ids = std::vector<std::uint16_t>;
  using Lines = std::vector<std::string>;

  PipelineBench(Pipeline::Rules rules, Pipeline::Callbacks callbacks)
      : pipeline(sink, rules, std::move(callbacks), 1) {}
  PipelineBench(const PipelineBench&) = delete;
  PipelineBench& operator=(const PipelineBench&) = delete;

  Pipeline::Admission offer(std::uint16_t packet_id, std::string_view topic = "t") {
    return pipeline.offer(message_of(packet_id, topic), 10);
  }
  /// What may be acknowledged when so much time has passed.
  Ids poll(std::chrono::milliseconds later = std::chrono::seconds(10)) {
    now += later;
    pipeline.poll(now);
    Ids ids;
    pipeline.release(ids);
    return ids;
  }

  FakeSink sink;
  TimePoint now{std::chrono::hours(1)};
  Pipeline pipeline;
};

}  // namespace sluice::test
