// SPDX-License-Identifier: Apache-2.0
// Publishes the firehose's messages to a real broker, as fast as it acknowledges them or at a pace. Each payload begins
// with the message's number and the time of sending.
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "common/loopback.hpp"
#include "common/messages.hpp"
#include "common/options.hpp"
#include "common/program.hpp"
#include "core/clock.hpp"

namespace sluice::bench {
namespace {

// The broker must allow that many (Mosquitto: max_inflight_messages 0): its CONNACK is not read for its Receive
// Maximum.
constexpr std::uint64_t window = 1000;
constexpr auto silence_limit = std::chrono::seconds(20);
constexpr auto pace_interval = std::chrono::milliseconds(1);

struct Course {
  std::uint64_t first = 0;  ///< number of the first message
  std::uint64_t count = 300'000;
  std::uint64_t rate = 0;  ///< messages per second; 0: as fast as the broker acknowledges them
};

std::uint64_t time_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

/// Publishes at QoS 1 over one connection. Blocking, one thread.
class Publisher {
 public:
  Publisher(UniqueFd socket, MessageShape shape) : socket_(std::move(socket)), messages_(shape) {}

  void connect() {
    using namespace std::string_view_literals;
    // CONNECT: MQTT 5, Clean Start, keep-alive 0, no properties, client id "backlog" [MQTT 3.1].
    static constexpr auto packet = "\x10\x14\0\4MQTT\5\2\0\0\0\0\7backlog"sv;
    out_.assign(packet.begin(), packet.end());
    while (!connected_) exchange(silence_limit);
  }

  void publish(const Course& course) {
    const TimePoint start = Clock::now();
    last_ack_ = start;
    while (acked_ < course.count) {
      const std::uint64_t due = due_at(course, Clock::now() - start);
      while (sent_ < due && sent_ - acked_ < window && out_.size() < 65'536) {
        messages_.append_stamped(course.first + sent_, time_us(), static_cast<std::uint16_t>(sent_ % 65'535 + 1), out_);
        ++sent_;
      }
      exchange(sent_ == due && due < course.count ? pace_interval : silence_limit);
      if (sent_ > acked_ && Clock::now() - last_ack_ > silence_limit) throw Silence();
    }
  }

  void disconnect() {
    out_ = {'\xE0', '\0'};
    while (!out_.empty()) exchange(silence_limit);
  }

 private:
  struct Silence : std::runtime_error {
    Silence() : std::runtime_error("the broker is silent for 20 s") {}
  };

  static std::uint64_t due_at(const Course& course, std::chrono::duration<double> elapsed) {
    if (course.rate == 0) return course.count;
    return std::min(course.count, static_cast<std::uint64_t>(elapsed.count() * static_cast<double>(course.rate)) + 1);
  }

  // Writes and reads what is possible, waits until something is, or for the next message.
  void exchange(std::chrono::milliseconds limit) {
    pollfd wanted{socket_.get(), static_cast<short>(out_.empty() ? POLLIN : POLLIN | POLLOUT), 0};
    if (::poll(&wanted, 1, static_cast<int>(limit.count())) == 0) {
      if (limit == silence_limit) throw Silence();
      return;
    }
    if ((wanted.revents & POLLOUT) != 0) write();
    if ((wanted.revents & ~POLLOUT) != 0) read();
  }

  void write() {
    const ssize_t count = ::send(socket_.get(), out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno != EAGAIN) throw std::system_error(errno, std::generic_category(), "send to the broker");
    if (count > 0) out_.erase(out_.begin(), out_.begin() + count);
  }

  void read() {
    std::array<char, 16'384> buffer{};
    const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count == 0) throw std::runtime_error("the broker closed the connection");
    if (count < 0 && errno != EAGAIN) throw std::system_error(errno, std::generic_category(), "read from the broker");
    if (count > 0) in_.append(buffer.data(), static_cast<std::size_t>(count));
    // CONNACK and PUBACK are shorter than 128 bytes: their length is one byte.
    std::size_t begin = 0;
    while (in_.size() - begin >= 2) {
      const std::size_t size = 2U + static_cast<unsigned char>(in_[begin + 1]);
      if (in_.size() - begin < size) break;
      take(std::string_view(in_).substr(begin, size));
      begin += size;
    }
    in_.erase(0, begin);
  }

  void take(std::string_view packet) {
    const bool connack = packet[0] == '\x20';
    if (!connack && packet[0] != '\x40') throw std::runtime_error("the broker sent neither CONNACK nor PUBACK");
    // Byte 3 of a CONNACK and byte 4 of a longer PUBACK is the reason; 0x10 says that nobody subscribed.
    const std::size_t at = connack ? 3 : 4;
    const unsigned reason = packet.size() > at ? static_cast<unsigned char>(packet[at]) : 0U;
    if (reason != 0) throw std::runtime_error("the broker answered with reason code " + std::to_string(reason));
    if (connack) {
      connected_ = true;
    } else {
      ++acked_;
      last_ack_ = Clock::now();
    }
  }

  UniqueFd socket_;
  MessageSet messages_;
  std::vector<char> out_;
  std::string in_;
  bool connected_ = false;
  std::uint64_t sent_ = 0;
  std::uint64_t acked_ = 0;
  TimePoint last_ack_;
};

int run(int argc, char** argv) {
  std::uint64_t port = 1883;
  Course course;
  std::uint64_t payload = 200;
  std::uint64_t user_properties = 3;
  Options options("Fills the queues of a broker on 127.0.0.1 with the firehose's messages, QoS 1.");
  options.number("port", port, 65'535, "the broker's port")
      .number("messages", course.count, 100'000'000, "how many")
      .number("first", course.first, 1'000'000'000, "number of the first message")
      .number("rate", course.rate, 1'000'000, "messages per second; 0: as fast as possible")
      .number("payload", payload, 32'768, "bytes of payload, at least 64")
      .number("user-properties", user_properties, 64, "user properties per message");
  if (const auto code = options.parse(argc, argv)) return *code;
  if (payload < 64) throw std::invalid_argument("--payload " + std::to_string(payload) + ": at least 64");

  Publisher publisher(connect_to_loopback(static_cast<std::uint16_t>(port)), {payload, user_properties, true});
  const TimePoint start = Clock::now();
  publisher.connect();
  publisher.publish(course);
  publisher.disconnect();
  std::printf("{\"event\":\"totals\",\"acked\":%llu,\"seconds\":%.3f}\n", static_cast<unsigned long long>(course.count),
              std::chrono::duration<double>(Clock::now() - start).count());
  return 0;
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) { return sluice::bench::run_program("backlog", sluice::bench::run, argc, argv); }
