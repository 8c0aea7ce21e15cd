// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>

#include "support/mqtt_wire.hpp"

namespace sluice::test {

/// Watches the PUBLISHes and PUBACKs of one connection after another on the wire: how many are open, and whether they
/// are acknowledged in the order in which they came [MQTT-4.6.0-2]. Fed by one thread, read by any.
class AckWatch {
 public:
  void begin_connection();
  void see_from_broker(const std::string& bytes);
  void see_from_client(const std::string& bytes);

  /// The most PUBLISHes that were unacknowledged at once.
  std::size_t most_open() const { return most_open_; }
  std::size_t acknowledged() const { return acknowledged_; }
  /// PUBACKs that were not for the oldest open PUBLISH.
  std::size_t out_of_order() const { return out_of_order_; }
  /// DISCONNECTs of the client with a reason code of 0x80 or above, such as 0x93 Receive Maximum exceeded.
  std::size_t complaints() const { return complaints_; }

 private:
  FrameBuffer from_broker_;
  FrameBuffer from_client_;
  std::deque<std::uint16_t> open_;
  std::atomic<std::size_t> most_open_ = 0;
  std::atomic<std::size_t> acknowledged_ = 0;
  std::atomic<std::size_t> out_of_order_ = 0;
  std::atomic<std::size_t> complaints_ = 0;
};

}  // namespace sluice::test
