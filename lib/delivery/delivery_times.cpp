// SPDX-License-Identifier: Apache-2.0
#include "delivery/delivery_times.hpp"

#include <algorithm>
#include <bit>
#include <chrono>

#include "mapping/timestamp.hpp"

namespace sluice {

DeliveryTimes::DeliveryTimes(Rules rules, std::uint32_t window_messages)
    : rules_(std::move(rules)), slots_(rules_.on ? std::bit_ceil(std::size_t{window_messages}) : 0) {}

void DeliveryTimes::begin_round() {
  if (slots_.empty()) return;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  now_ms_ = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

void DeliveryTimes::keep(Ticket ticket, const MqttMessage& message) {
  Slot& slot = slots_[ticket & (slots_.size() - 1)];
  slot.received_ms = message.received_ms;
  if (!rules_.timestamp_property.empty()) slot.published_ms = published_ms(message);
}

void DeliveryTimes::measure(Ticket ticket) {
  const Slot& measured = slot(ticket);
  delivery_.observe(now_ms_ - measured.received_ms);
  if (measured.published_ms != 0) publisher_to_kafka_.observe(now_ms_ - measured.published_ms);
}

std::int64_t DeliveryTimes::published_ms(const MqttMessage& message) const {
  const auto& properties = message.user_properties;
  const auto found = std::find_if(properties.rbegin(), properties.rend(), [this](const UserProperty& property) {
    return property.name == rules_.timestamp_property;
  });
  return found == properties.rend() ? 0 : parse_timestamp(found->value).value_or(0);
}

}  // namespace sluice
