// SPDX-License-Identifier: Apache-2.0
#include "worker/lane_board.hpp"

#include <algorithm>

namespace sluice {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;

}  // namespace

void LaneBoard::Times::show(const DurationHistogram& histogram) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i].store(histogram.counts()[i], relaxed);
  sum_ms.store(histogram.sum_ms(), relaxed);
}

DurationCounts LaneBoard::Times::read() const {
  DurationCounts result;
  for (std::size_t i = 0; i < counts.size(); ++i) result.counts[i] = counts[i].load(relaxed);
  result.sum_ms = sum_ms.load(relaxed);
  return result;
}

void LaneBoard::show(const Pipeline& pipeline) {
  const Totals& totals = pipeline.totals();
  const Window& window = pipeline.window();
  const DeliveryTimes& times = pipeline.times();
  if (totals.delivered != delivered_.load(relaxed)) {
    delivery_.show(times.delivery());
    publisher_to_kafka_.show(times.publisher_to_kafka());
  }
  received_.store(totals.received, relaxed);
  redelivered_.store(totals.redelivered, relaxed);
  delivered_.store(totals.delivered, relaxed);
  filtered_.store(totals.filtered, relaxed);
  dead_lettered_.store(totals.dead_lettered, relaxed);
  dropped_.store(totals.dropped, relaxed);
  repeats_.store(totals.repeats, relaxed);
  recognised_.store(totals.recognised, relaxed);
  bytes_.store(totals.received_bytes, relaxed);
  pubacks_.store(totals.pubacks, relaxed);
  window_messages_.store(window.open(), relaxed);
  window_bytes_.store(window.open_bytes(), relaxed);
  oldest_ms_.store(window.open() == 0 ? 0 : times.received_ms(window.oldest()), relaxed);
}

void LaneBoard::show_routed(std::span<const std::uint64_t> counts) {
  const std::size_t size = std::min(counts.size(), routed_.size());
  for (std::size_t i = 0; i < size; ++i) routed_[i].store(counts[i], relaxed);
}

void LaneBoard::show_drop(std::optional<Millis> left) { drop_left_ms_.store(left ? left->count() : -1, relaxed); }

void LaneBoard::show_connection(ConnectionState state, const std::string& broker) {
  const std::lock_guard lock(mutex_);
  state_ = state;
  broker_ = broker;
}

Totals LaneBoard::totals() const {
  Totals totals;
  totals.received = received_.load(relaxed);
  totals.redelivered = redelivered_.load(relaxed);
  totals.delivered = delivered_.load(relaxed);
  totals.filtered = filtered_.load(relaxed);
  totals.dead_lettered = dead_lettered_.load(relaxed);
  totals.dropped = dropped_.load(relaxed);
  totals.repeats = repeats_.load(relaxed);
  totals.recognised = recognised_.load(relaxed);
  totals.received_bytes = bytes_.load(relaxed);
  totals.pubacks = pubacks_.load(relaxed);
  return totals;
}

double LaneBoard::oldest_s(std::int64_t now_ms) const {
  const std::int64_t oldest_ms = oldest_ms_.load(relaxed);
  return oldest_ms == 0 ? 0 : static_cast<double>(std::max<std::int64_t>(now_ms - oldest_ms, 0)) / 1000;
}

std::optional<double> LaneBoard::drop_s() const {
  const std::int64_t left_ms = drop_left_ms_.load(relaxed);
  if (left_ms < 0) return std::nullopt;
  return static_cast<double>(left_ms) / 1000;
}

ConnectionMetrics LaneBoard::metrics(std::int64_t now_ms) const {
  const Totals all = totals();
  std::vector<std::uint64_t> routed;
  routed.reserve(routed_.size());
  for (const Number& count : routed_) routed.push_back(count.load(relaxed));
  return {client_id_,
          all.received,
          all.redelivered,
          all.delivered,
          all.filtered,
          all.dead_lettered,
          all.dropped,
          all.recognised,
          std::move(routed),
          all.received_bytes,
          all.pubacks,
          in_flight(),
          size_,
          window_bytes_.load(relaxed),
          oldest_s(now_ms),
          drop_s(),
          delivery_.read(),
          publisher_to_kafka_.read()};
}

ConnectionStatus LaneBoard::status(std::int64_t now_ms) const {
  ConnectionStatus status;
  status.client_id = client_id_;
  {
    const std::lock_guard lock(mutex_);
    status.broker = broker_;
    status.state = to_text(state_);
    status.ready = state_ == ConnectionState::ready;
  }
  status.window_used = in_flight();
  status.window_size = size_;
  status.bytes_in_flight = window_bytes_.load(relaxed);
  status.oldest_unacknowledged_s = oldest_s(now_ms);
  status.broker_drops_in_s = drop_s();
  return status;
}

Millis LaneBoard::silent_for(TimePoint now) const {
  const Clock::rep beat = beat_.load(relaxed);
  if (beat == 0) return Millis(0);
  return std::chrono::duration_cast<Millis>(now - TimePoint(Clock::duration(beat)));
}

}  // namespace sluice
