// SPDX-License-Identifier: Apache-2.0
// A broker's stub that sends PUBLISHes as fast as its subscribers' windows allow, and says how fast that was.
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/loopback.hpp"
#include "common/options.hpp"
#include "common/program.hpp"
#include "firehose/client.hpp"
#include "firehose/feed.hpp"

namespace sluice::bench {
namespace {

constexpr auto pace_interval = std::chrono::milliseconds(2);

class Firehose {
 public:
  Firehose(EventLoop& loop, Listener listener, Feed& feed, bool paced)
      : loop_(loop), listener_(std::move(listener)), feed_(feed), paced_(paced) {
    loop_.watch(listener_.fd.get(), EPOLLIN, [this](std::uint32_t) { accept(); });
    tick();
  }

  /// The totals of a feed that was cut short.
  void report_at_end() const {
    if (!reported_) std::printf("%s\n", feed_.totals_json().c_str());
  }

 private:
  struct Connection {
    explicit Connection(UniqueFd socket, Feed& feed) : client(std::move(socket), feed) {}
    Client client;
    bool writable_watched = false;
  };

  void accept() {
    while (UniqueFd socket = accept_client(listener_)) {
      const int fd = socket.get();
      connections_.emplace(fd, std::make_unique<Connection>(std::move(socket), feed_));
      loop_.watch(fd, EPOLLIN, [this, fd](std::uint32_t events) { serve(fd, events); });
    }
  }

  void serve(int fd, std::uint32_t events) {
    const bool before = feed_.started();
    Connection& connection = *connections_.at(fd);
    const bool readable = (events & ~std::uint32_t{EPOLLOUT}) != 0;
    if (readable && !connection.client.receive()) {
      close(fd);
    } else {
      pump(fd);
    }
    if (feed_.started() != before) pump_all();
    report_once();
  }

  void pump(int fd) {
    Connection& connection = *connections_.at(fd);
    if (!connection.client.send()) {
      close(fd);
      return;
    }
    const bool wanted = connection.client.wants_to_write();
    if (wanted == connection.writable_watched) return;
    connection.writable_watched = wanted;
    loop_.change(fd, wanted ? EPOLLIN | EPOLLOUT : EPOLLIN);
  }

  void pump_all() {
    std::vector<int> open;
    open.reserve(connections_.size());
    for (const auto& [fd, connection] : connections_) open.push_back(fd);
    for (const int fd : open) pump(fd);
  }

  void close(int fd) {
    loop_.forget(fd);
    connections_.erase(fd);
  }

  // The pace, and the end of a feed that is bounded by time: nothing else may wake the loop then.
  void tick() {
    if (paced_) {
      pump_all();
      report_once();
    }
    loop_.after(paced_ ? pace_interval : std::chrono::milliseconds(100), [this] { tick(); });
  }

  void report_once() {
    if (reported_ || !feed_.complete()) return;
    reported_ = true;
    std::printf("%s\n", feed_.totals_json().c_str());
    std::fflush(stdout);
  }

  EventLoop& loop_;
  Listener listener_;
  Feed& feed_;
  bool paced_;
  bool reported_ = false;
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;
};

int run(int argc, char** argv) {
  std::uint64_t port = 0;
  std::uint64_t payload = 200;
  std::uint64_t user_properties = 3;
  std::uint64_t lifetime = 600;
  FeedLimits limits;
  Options options("A stub MQTT 5 broker on 127.0.0.1 that feeds its subscribers as fast as their windows allow.");
  options.number("port", port, 65'535, "where to listen; 0 takes a free port and prints it")
      .number("messages", limits.messages, 1'000'000'000, "how many to send; 0: until --seconds")
      .number("seconds", limits.seconds, 3600, "how long to send; 0: until --messages")
      .number("rate", limits.rate, 10'000'000, "messages per second; 0: as fast as possible")
      .number("subscribers", limits.subscribers, 64, "connections that must have subscribed before the start")
      .number("payload", payload, 32'768, "bytes of payload")
      .number("user-properties", user_properties, 64, "user properties per message")
      .number("lifetime", lifetime, 86'400, "seconds after which the program ends in any case");
  if (const auto code = options.parse(argc, argv)) return *code;
  if (limits.messages == 0 && limits.seconds == 0) limits.messages = 1'000'000;

  EventLoop loop;
  const UniqueFd signals = stop_on_signal(loop, lifetime);
  Feed feed({payload, user_properties}, limits);
  Listener listener = listen_on_loopback(static_cast<std::uint16_t>(port));
  std::printf("{\"event\":\"listening\",\"port\":%u}\n", static_cast<unsigned>(listener.port));
  std::fflush(stdout);
  Firehose firehose(loop, std::move(listener), feed, limits.rate > 0 || limits.seconds > 0);
  loop.run();
  firehose.report_at_end();
  return 0;
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) { return sluice::bench::run_program("firehose", sluice::bench::run, argc, argv); }
