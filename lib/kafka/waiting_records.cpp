// SPDX-License-Identifier: Apache-2.0
#include "kafka/waiting_records.hpp"

#include <utility>

namespace sluice {

void WaitingRecords::keep(const std::string& topic, WaitingRecord record) {
  by_topic_[topic].push_back(std::move(record));
  ++size_;
}

std::vector<WaitingRecords::Settled> WaitingRecords::take_settled(TopicView& topics) {
  std::vector<Settled> settled;
  for (auto at = by_topic_.begin(); at != by_topic_.end();) {
    TopicAnswer answer = topics.ask(at->first, at->second.front().default_topic);
    if (answer.state == TopicAnswer::State::pending) {
      ++at;
      continue;
    }
    size_ -= at->second.size();
    settled.push_back({std::move(answer), std::move(at->second)});
    at = by_topic_.erase(at);
  }
  return settled;
}

}  // namespace sluice
