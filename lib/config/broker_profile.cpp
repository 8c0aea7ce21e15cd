// SPDX-License-Identifier: Apache-2.0
#include "config/broker_profile.hpp"

#include <algorithm>
#include <array>

namespace sluice {

namespace {

using namespace std::chrono_literals;
using enum BrokerFamily;

constexpr std::array<BrokerProfile, 10> profiles{{
    // Of an unknown broker the worst is assumed.
    {.name = "session-bound", .family = session_bound},
    // A session that dies unnoticed holds its share until it expires: a few minutes are the compromise.
    {.name = "redispatching", .family = redispatching, .session_expiry = 5min},
    {.name = "mosquitto", .family = session_bound, .queue_setting = "max_queued_messages"},
    {.name = "vernemq", .family = session_bound, .queue_setting = "max_offline_messages"},
    {.name = "mochi", .family = session_bound, .queue_limit = 8192, .queue_setting = "MaximumInflight"},
    {.name = "rmqtt", .family = session_bound, .queue_setting = "max_mqueue_len"},
    // It sends again after 10 s, three times, and drops the message at about 40 s. Its sessions keep what is
    // unacknowledged.
    {.name = "bifromq",
     .family = session_bound,
     .hold_limit = 25s,
     .drops_held = true,
     .queue_setting = "SessionInboxSize"},
    // Members that are away are given messages too, so one that goes leaves; in-flight ones move only when a session
    // ends.
    {.name = "emqx",
     .family = redispatching,
     .session_expiry = 5min,
     .on_stop = OnStop::leave,
     .ends_session_at_deadline = true,
     .queue_setting = "mqtt.max_mqueue_len"},
    // Nobody in the group gets anything while one member holds a message. Sessions only keep the group's queue alive.
    {.name = "hivemq",
     .family = redispatching,
     .session_expiry = 1h,
     .hold_limit = 30s,
     .queue_setting = "queued-messages max-queue-size"},
    // Its queue lives as long as some member is connected or has a session; it has no limit.
    {.name = "artemis", .family = redispatching, .queue_limit = 0},
}};

constexpr auto names = [] {
  std::array<std::string_view, profiles.size()> all;
  std::ranges::transform(profiles, all.begin(), &BrokerProfile::name);
  return all;
}();

}  // namespace

std::span<const std::string_view> broker_profile_names() { return names; }

const BrokerProfile& broker_profile(std::size_t index) { return profiles.at(index); }

}  // namespace sluice
