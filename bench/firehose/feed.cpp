// SPDX-License-Identifier: Apache-2.0
#include "firehose/feed.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <limits>

namespace sluice::bench {
namespace {

double seconds_between(TimePoint from, TimePoint to) { return std::chrono::duration<double>(to - from).count(); }

}  // namespace

Feed::Feed(MessageShape shape, FeedLimits limits) : messages_(shape), limits_(limits) {}

void Feed::add_subscriber() {
  ++subscribers_;
  if (started_ || subscribers_ < limits_.subscribers) return;
  started_ = true;
  start_ = Clock::now();
  last_ack_ = start_;
}

std::uint64_t Feed::allowance() {
  if (!started_ || ended()) return 0;
  std::uint64_t allowed = std::numeric_limits<std::uint64_t>::max();
  if (limits_.messages > 0) allowed = limits_.messages - (sent_ - abandoned_);
  if (limits_.rate > 0) {
    const double due = seconds_between(start_, Clock::now()) * static_cast<double>(limits_.rate);
    const auto due_count = static_cast<std::uint64_t>(due) + 1;
    allowed = std::min(allowed, due_count > sent_ ? due_count - sent_ : 0);
  }
  return allowed;
}

void Feed::append_next(std::uint16_t packet_id, std::vector<char>& out) {
  messages_.append(sent_, packet_id, out);
  ++sent_;
}

void Feed::count_ack(bool in_order) {
  ++acked_;
  if (!in_order) ++out_of_order_;
  if (in_flight() == 0) last_ack_ = Clock::now();
}

bool Feed::ended() {
  if (limits_.messages > 0 && sent_ - abandoned_ >= limits_.messages) return true;
  return limits_.seconds > 0 && seconds_between(start_, Clock::now()) >= static_cast<double>(limits_.seconds);
}

bool Feed::complete() { return started_ && in_flight() == 0 && ended(); }

std::string Feed::totals_json() {
  const double seconds = started_ ? seconds_between(start_, in_flight() == 0 ? last_ack_ : Clock::now()) : 0.0;
  std::array<char, 320> text{};
  std::snprintf(text.data(), text.size(),
                R"({"event":"totals","complete":%s,"sent":%llu,"acked":%llu,"seconds":%.6f,"out_of_order":%llu,)"
                R"("unknown_acks":%llu,"abandoned":%llu})",
                complete() ? "true" : "false", static_cast<unsigned long long>(sent_),
                static_cast<unsigned long long>(acked_), seconds, static_cast<unsigned long long>(out_of_order_),
                static_cast<unsigned long long>(unknown_acks_), static_cast<unsigned long long>(abandoned_));
  return text.data();
}

}  // namespace sluice::bench
