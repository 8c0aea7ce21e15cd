// SPDX-License-Identifier: Apache-2.0
#include "support/load.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <exception>
#include <stdexcept>

namespace sluice::test {
namespace {

constexpr std::size_t id_digits = 8;

std::size_t due_after(const Load& load, Clock::duration elapsed) {
  if (load.per_second == 0) return load.count;
  const double seconds = std::chrono::duration<double>(elapsed).count();
  return std::min<std::size_t>(load.count, static_cast<std::size_t>(seconds * load.per_second) + 1);
}

}  // namespace

std::string payload_of(MessageId id, std::size_t size) {
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), "%08u ", id);
  std::string payload(digits.data());
  if (payload.size() < size) payload.append(size - payload.size(), 'x');
  return payload;
}

MessageId id_of(std::string_view payload) {
  MessageId id = 0;
  const auto digits = payload.substr(0, id_digits);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  if (error != std::errc{} || end != digits.data() + id_digits) {
    throw std::runtime_error("a payload does not begin with a message id: " + std::string(payload.substr(0, 40)));
  }
  return id;
}

LoadPublisher::LoadPublisher(std::uint16_t port, const Load& load) : port_(port), load_(load), by_packet_id_(65536) {
  result_.accepted.reserve(std::min<std::size_t>(load.count, 1'000'000));
  thread_ = std::thread([this] { run(); });
}

LoadPublisher::~LoadPublisher() {
  stop_ = true;
  thread_.join();
}

bool LoadPublisher::wait_for_answers(std::size_t count, Milliseconds deadline) const {
  eventually(deadline, [&] { return answered() >= count || done_; });
  return answered() >= count;
}

LoadResult LoadPublisher::finish(Milliseconds deadline) {
  if (!eventually(deadline, [this] { return done_.load(); })) {
    throw std::runtime_error("only " + std::to_string(answered()) + " of " + std::to_string(load_.count) +
                             " messages were answered in " + std::to_string(deadline.count()) + " ms");
  }
  return result_;
}

void LoadPublisher::run() {
  const auto start = Clock::now();
  bool again = true;
  while (again) {
    again = false;
    try {
      MqttClient client(port_, {.client_id = "load-" + std::to_string(load_.first), .address = load_.address});
      publish_all(client, start);
    } catch (const std::exception& error) {
      unanswered_ += sent_ - answered();
      again = load_.persistent && !stop_ && !is_answered();
      if (!load_.persistent) result_.failure = error.what();
      if (again) std::this_thread::sleep_for(Milliseconds{20});
    }
  }
  result_.unanswered = unanswered_;
  done_ = true;
}

void LoadPublisher::publish_all(MqttClient& client, Clock::time_point start) {
  while (!is_answered() && !stop_) {
    if (!enough_) send_due(client, start);
    for (auto packet = client.next_packet(Milliseconds{1}); packet; packet = client.next_packet(Milliseconds{0})) {
      take_answer(*packet);
    }
  }
  if (!stop_) client.disconnect();
}

void LoadPublisher::send_due(MqttClient& client, Clock::time_point start) {
  constexpr std::size_t most_under_way = 1000;
  constexpr std::size_t batch_bytes = 16384;
  const std::size_t quota = std::min(client.send_quota(), most_under_way);
  const std::size_t due = due_after(load_, Clock::now() - start);
  std::string batch;
  for (; sent_ < due && sent_ - answered() < quota && batch.size() < batch_bytes; ++sent_) {
    if (++last_packet_id_ == 0) last_packet_id_ = 1;
    const MessageId id = load_.first + sent_;
    by_packet_id_[last_packet_id_] = id;
    batch += encode(Publish{.topic = "load/" + std::to_string(id % load_.topics),
                            .payload = payload_of(id, load_.payload_size),
                            .packet_id = last_packet_id_,
                            .properties = {}});
  }
  if (!batch.empty()) client.send_raw(batch);
}

void LoadPublisher::take_answer(const Packet& packet) {
  const auto puback = decode_puback(packet);
  if (puback.reason == 0) {
    result_.accepted.push_back(by_packet_id_[puback.packet_id]);
  } else {
    ++result_.other_codes[puback.reason];
  }
  ++answered_;
}

}  // namespace sluice::test
