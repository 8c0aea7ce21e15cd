// SPDX-License-Identifier: Apache-2.0
// A stand-in for a Kafka cluster that counts what a producer sends and says how fast it came.
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/loopback.hpp"
#include "common/options.hpp"
#include "common/program.hpp"
#include "core/clock.hpp"
#include "kafka_counter/broker.hpp"

namespace sluice::bench {
namespace {

constexpr std::size_t max_request_bytes = 128U << 20U;

void print_line(const std::string& line) {
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

/// Prints a line at the first record and when 10 %, 90 % and all of the expected records have come, so that a
/// measurement can leave out the start and the end.
class Marks {
 public:
  explicit Marks(std::uint64_t expected) {
    if (expected == 0) return;
    marks_ = {{{1, "first"}, {expected / 10, "10%"}, {expected / 10 * 9, "90%"}, {expected, "all"}}};
  }

  void look(const Counts& counts) {
    if (counts.records > 0 && !start_) start_ = Clock::now();
    while (next_ < marks_.size() && marks_[next_].records > 0 && counts.records >= marks_[next_].records) {
      print_line(counts_json(marks_[next_++].name, seconds(), counts));
    }
  }

  /// Since the first record.
  double seconds() const { return start_ ? std::chrono::duration<double>(Clock::now() - *start_).count() : 0.0; }

 private:
  struct Mark {
    std::uint64_t records = 0;
    const char* name = "";
  };

  std::array<Mark, 4> marks_;
  std::size_t next_ = 0;
  std::optional<TimePoint> start_;
};

/// One producer's connection: frames in, responses out.
class Connection {
 public:
  explicit Connection(UniqueFd socket) : socket_(std::move(socket)), in_(256U << 10U) {}

  /// False: the connection is over.
  bool receive(Broker& broker) {
    if (in_size_ == in_.size()) in_.resize(2 * in_.size());
    const ssize_t count = ::recv(socket_.get(), in_.data() + in_size_, in_.size() - in_size_, 0);
    if (count == 0) return false;
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    in_size_ += static_cast<std::size_t>(count);
    return take_requests(broker) && send();
  }

  bool send() {
    if (out_.empty()) return true;
    const ssize_t count = ::send(socket_.get(), out_.data(), out_.size(), MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    out_.erase(0, static_cast<std::size_t>(count));
    return true;
  }

  bool wants_to_write() const { return !out_.empty(); }

 private:
  bool take_requests(Broker& broker) {
    std::size_t begin = 0;
    while (in_size_ - begin >= 4) {
      WireReader size_field(std::string_view(in_.data() + begin, 4));
      const auto size = static_cast<std::size_t>(static_cast<std::uint32_t>(size_field.int32()));
      if (size > max_request_bytes) throw WireError("a request of " + std::to_string(size) + " bytes");
      if (in_size_ - begin - 4 < size) break;
      out_ += broker.handle(std::string_view(in_.data() + begin + 4, size));
      begin += 4 + size;
    }
    in_size_ -= begin;
    std::memmove(in_.data(), in_.data() + begin, in_size_);
    return true;
  }

  UniqueFd socket_;
  std::vector<char> in_;
  std::size_t in_size_ = 0;
  std::string out_;
};

class Server {
 public:
  Server(EventLoop& loop, Listener listener, Cluster cluster, std::uint64_t expected)
      : loop_(loop), listener_(std::move(listener)), broker_(std::move(cluster)), marks_(expected) {
    loop_.watch(listener_.fd.get(), EPOLLIN, [this](std::uint32_t) { accept(); });
  }

  void report_totals() const { print_line(counts_json("totals", marks_.seconds(), broker_.counts())); }

 private:
  void accept() {
    while (UniqueFd socket = accept_client(listener_)) {
      const int fd = socket.get();
      connections_.emplace(fd, std::make_unique<Connection>(std::move(socket)));
      loop_.watch(fd, EPOLLIN, [this, fd](std::uint32_t) { serve(fd); });
    }
  }

  void serve(int fd) {
    Connection& connection = *connections_.at(fd);
    bool open = false;
    try {
      open = connection.wants_to_write() ? connection.send() : connection.receive(broker_);
    } catch (const WireError& error) {
      std::fprintf(stderr, "kafka_counter: closing a connection: %s\n", error.what());
    }
    marks_.look(broker_.counts());
    if (open) {
      // One direction at a time: a producer that does not read its answers is not read further.
      loop_.change(fd, connection.wants_to_write() ? EPOLLOUT : EPOLLIN);
      return;
    }
    loop_.forget(fd);
    connections_.erase(fd);
  }

  EventLoop& loop_;
  Listener listener_;
  Broker broker_;
  Marks marks_;
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;
};

int run(int argc, char** argv) {
  Cluster cluster;
  std::uint64_t port = 0;
  std::uint64_t partitions = 4;
  std::uint64_t expected = 0;
  std::uint64_t lifetime = 600;
  Options options("A counting stand-in for a Kafka cluster on 127.0.0.1: one broker, one topic, nothing kept.");
  options.number("port", port, 65'535, "where to listen; 0 takes a free port and prints it")
      .text("topic", cluster.topic, "name of the topic")
      .number("partitions", partitions, 1000, "partitions of the topic")
      .number("expect", expected, 1'000'000'000, "print a line at the first record, 10 %, 90 % and all of so many")
      .number("lifetime", lifetime, 86'400, "seconds after which the program ends in any case");
  if (const auto code = options.parse(argc, argv)) return *code;

  EventLoop loop;
  const UniqueFd signals = stop_on_signal(loop, lifetime);
  Listener listener = listen_on_loopback(static_cast<std::uint16_t>(port));
  cluster.partitions = static_cast<std::int32_t>(partitions);
  cluster.port = listener.port;
  print_line(R"({"event":"listening","port":)" + std::to_string(listener.port) + "}");
  Server server(loop, std::move(listener), std::move(cluster), expected);
  loop.run();
  server.report_totals();
  return 0;
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) { return sluice::bench::run_program("kafka_counter", sluice::bench::run, argc, argv); }
