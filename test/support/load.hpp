// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "support/mqtt_client.hpp"

namespace sluice::test {

/// A number that names one message of a test; its payload begins with it.
using MessageId = std::uint32_t;

/// `00000042 ` and then filler up to `size` bytes.
std::string payload_of(MessageId id, std::size_t size = 64);
/// The id that `payload` begins with; throws std::runtime_error when it does not begin with one.
MessageId id_of(std::string_view payload);

/// `count` messages with the ids `first`, `first + 1`, ... spread over the topics `load/0` ... `load/<topics - 1>`.
struct Load {
  MessageId first = 0;
  MessageId count = 0;
  unsigned per_second = 0;  ///< 0: as fast as the broker takes them
  unsigned topics = 10;
  std::size_t payload_size = 64;
  std::string address = "127.0.0.1";  ///< of the broker
  bool persistent = false;            ///< connects again when the broker is lost; what had no answer is given up
};

/// What became of a load. `accepted` is what the broker answered with 0x00: nothing of it may be lost.
struct LoadResult {
  std::vector<MessageId> accepted;
  std::map<unsigned, std::size_t> other_codes;  ///< PUBACK reason -> how often
  std::size_t unanswered = 0;                   ///< sent, then the broker was lost: it may have them or not
  std::string failure;                          ///< why it ended early; empty when all was answered
};

/// Publishes a load at QoS 1 in a thread of its own, many under way at a time.
class LoadPublisher {
 public:
  LoadPublisher(std::uint16_t port, const Load& load);
  ~LoadPublisher();
  LoadPublisher(const LoadPublisher&) = delete;
  LoadPublisher& operator=(const LoadPublisher&) = delete;

  /// Number of PUBACKs so far, and of messages given up.
  std::size_t answered() const { return answered_ + unanswered_; }
  /// Waits for that many; false when the deadline passed or the load ended early.
  bool wait_for_answers(std::size_t count, Milliseconds deadline) const;
  /// What was not sent yet is not sent at all; what was sent is still answered.
  void send_no_more() { enough_ = true; }
  /// Waits for the end; throws std::runtime_error at the deadline.
  LoadResult finish(Milliseconds deadline);

 private:
  void run();
  /// Until all is answered; throws when the broker is lost.
  void publish_all(MqttClient& client, Clock::time_point start);
  bool is_answered() const { return answered() >= (enough_ ? sent_ : load_.count); }
  void send_due(MqttClient& client, Clock::time_point start);
  void take_answer(const Packet& packet);

  std::uint16_t port_;
  Load load_;
  MessageId sent_ = 0;
  std::vector<MessageId> by_packet_id_;
  std::uint16_t last_packet_id_ = 0;
  LoadResult result_;
  std::atomic<std::size_t> answered_ = 0;
  std::atomic<std::size_t> unanswered_ = 0;
  std::atomic<bool> enough_ = false;
  std::atomic<bool> stop_ = false;
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

}  // namespace sluice::test
