// SPDX-License-Identifier: Apache-2.0
#include "support/ack_watch.hpp"

#include <algorithm>

#include "support/mqtt_packets.hpp"

namespace sluice::test {

void AckWatch::begin_connection() {
  from_broker_ = {};
  from_client_ = {};
  open_.clear();
}

void AckWatch::see_from_broker(const std::string& bytes) {
  from_broker_.append(bytes);
  while (const auto packet = from_broker_.next()) {
    if (packet->type() != PacketType::publish) continue;
    const auto publish = decode_publish(*packet);
    if (publish.qos > 0) open_.push_back(publish.packet_id);
  }
  most_open_ = std::max(most_open_.load(), open_.size());
}

void AckWatch::see_from_client(const std::string& bytes) {
  from_client_.append(bytes);
  while (const auto packet = from_client_.next()) {
    if (packet->type() == PacketType::disconnect && decode_disconnect(*packet).reason >= 0x80) ++complaints_;
    if (packet->type() != PacketType::puback) continue;
    ++acknowledged_;
    const auto found = std::ranges::find(open_, decode_puback(*packet).packet_id);
    if (found != open_.begin() || open_.empty()) ++out_of_order_;
    if (found != open_.end()) open_.erase(found);
  }
}

}  // namespace sluice::test
