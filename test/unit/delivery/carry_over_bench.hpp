// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "delivery/pipeline.hpp"
#include "support/fake_sink.hpp"

namespace sluice::test {

inline MqttMessage message_of(std::uint16_t packet_id, std::string_view topic, bool duplicated) {
  MqttMessage message;
  message.topic = topic;
  message.packet_id = packet_id;
  message.qos = packet_id == 0 ? 0 : 1;
  message.duplicated = duplicated;
  return message;
}

/// A pipeline that recognises what comes again, its sink and its broker in the test's hand.
struct CarryOverBench {
  using Ids = std::vector<std::uint16_t>;

  explicit CarryOverBench(OnRefused on_refused = OnRefused::stop, bool on = true) : rules{{8, 1000}, on_refused, on} {
    pipeline.begin_epoch(false);
  }

  Pipeline::Rules rules;
  FakeSink sink;
  TimePoint now{std::chrono::hours(1)};
  Pipeline pipeline{
      sink, rules, {[](const Undeliverable&) {}, [](const Outcome&, auto) {}, [](Pipeline::Traffic) {}}, 1};

  Pipeline::Admission offer(std::uint16_t packet_id, std::string_view topic) {
    return pipeline.offer(message_of(packet_id, topic, false), 10);
  }
  Pipeline::Admission offer_again(std::uint16_t packet_id, std::string_view topic) {
    return pipeline.offer(message_of(packet_id, topic, true), 10);
  }
  Pipeline::Admission offer_head(bool duplicated, const std::string& sha256) {
    return pipeline.offer_head(message_of(7, "large", duplicated), {70'000, sha256},
                               {Stage::decode, "MESSAGE_TOO_LARGE", "large"}, 10);
  }
  void reconnect(bool same_session = true) {
    pipeline.end_epoch();
    pipeline.begin_epoch(same_session);
  }
  Ids poll() {
    now += std::chrono::seconds(10);
    pipeline.poll(now);
    Ids ids;
    pipeline.release(ids);
    return ids;
  }
};

}  // namespace sluice::test
