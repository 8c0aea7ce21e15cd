// SPDX-License-Identifier: Apache-2.0
#include "delivery/delivery_times.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <numeric>

namespace sluice {
namespace {

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::uint64_t count_of(const DurationHistogram& histogram) {
  return std::accumulate(histogram.counts().begin(), histogram.counts().end(), std::uint64_t{0});
}

}  // namespace

TEST_CASE("a message's time counts from its read to the round that reports it") {
  DeliveryTimes times({true, ""}, 3);
  MqttMessage message;
  message.received_ms = now_ms() - 700'000;
  times.admitted(5, message);
  CHECK(times.received_ms(5) == message.received_ms);
  times.begin_round();
  times.delivered(5);
  CHECK(count_of(times.delivery()) == 1);
  CHECK(times.delivery().counts()[13] == 1);  // up to an hour
  CHECK(times.delivery().sum_ms() >= 700'000);
  CHECK(count_of(times.publisher_to_kafka()) == 0);
}

TEST_CASE("the publisher's time is that of the last property of its name, if it can be read") {
  DeliveryTimes times({true, "$timestamp"}, 8);
  const std::string late = std::to_string(now_ms() - 2000);
  const std::array<UserProperty, 3> properties{{{"$timestamp", "1"}, {"$timestamp", late}, {"k", "3"}}};
  const std::array<UserProperty, 1> odd{{{"$timestamp", "yesterday"}}};
  MqttMessage message;
  message.received_ms = now_ms();
  message.user_properties = properties;
  times.admitted(0, message);
  message.user_properties = odd;
  times.admitted(1, message);
  message.user_properties = {};
  times.admitted(2, message);
  times.begin_round();
  for (Ticket ticket = 0; ticket < 3; ++ticket) times.delivered(ticket);
  CHECK(count_of(times.delivery()) == 3);
  CHECK(count_of(times.publisher_to_kafka()) == 1);
  CHECK(times.publisher_to_kafka().sum_ms() >= 2000);
  CHECK(times.publisher_to_kafka().sum_ms() < 60'000);
}

TEST_CASE("without a listener nothing is measured") {
  DeliveryTimes times({}, 8);
  MqttMessage message;
  message.received_ms = now_ms();
  times.admitted(0, message);
  times.begin_round();
  times.delivered(0);
  CHECK(times.received_ms(0) == 0);
  CHECK(count_of(times.delivery()) == 0);
}

}  // namespace sluice
