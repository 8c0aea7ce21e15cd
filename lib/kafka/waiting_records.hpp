// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/outcome.hpp"
#include "kafka/held_record.hpp"
#include "kafka/topic_registry.hpp"

namespace sluice {

/// A record that may not be produced yet: its topic is being looked up or made.
struct WaitingRecord {
  Ticket ticket = 0;
  std::unique_ptr<HeldRecord> record;
  std::string default_topic;  ///< where to if its own may not be used; empty: nowhere
};

/// Records of topics that are pending, in order for each topic, while those of other topics go on. Bounded by the
/// connection's window, since each of them holds a place in it.
class WaitingRecords {
 public:
  std::size_t size() const { return size_; }

  /// A further record of such a topic has to wait behind them, also if the topic has become ready meanwhile.
  bool has(std::string_view topic) const { return size_ > 0 && by_topic_.find(topic) != by_topic_.end(); }

  void keep(const std::string& topic, WaitingRecord record);

  /// Records of one topic that is no longer pending, in order, and what it is now.
  struct Settled {
    TopicAnswer answer;
    std::vector<WaitingRecord> records;
  };
  std::vector<Settled> take_settled(TopicView& topics);

 private:
  std::map<std::string, std::vector<WaitingRecord>, std::less<>> by_topic_;
  std::size_t size_ = 0;
};

}  // namespace sluice
