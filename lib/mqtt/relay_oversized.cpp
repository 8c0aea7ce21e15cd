// SPDX-License-Identifier: Apache-2.0
// A PUBLISH larger than mqtt.max_message_size: read to its end, but not kept.
#include "mqtt/relay.hpp"

namespace sluice {

/// Takes what is pending of it. False: there is more to come, or it was not taken.
bool Relay::pass_oversized() {
  if (paused_) {
    stall();
    return false;
  }
  from_broker_.consume(oversized_->take(from_broker_.pending()));
  if (!oversized_->complete()) return false;

  auto head = decoder_.decode(oversized_->flags(), oversized_->body());
  if (!head) {
    refuse(head.error());
    return false;
  }
  head->received_ms = received_ms_;
  const OversizedMessage message{*head, oversized_->payload(), oversized_->frame_bytes(), oversized_->body().size()};
  if (observer_.on_oversized(message) == RelayObserver::Taken::full) {
    stall();
    return false;
  }
  quiet_ = false;
  oversized_.reset();
  return true;
}

}  // namespace sluice
