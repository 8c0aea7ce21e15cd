// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <random>
#include <string>
#include <thread>

#include "support/ack_watch.hpp"
#include "support/mqtt_wire.hpp"
#include "support/sockets.hpp"

namespace sluice::test {

/// Where the proxy resets a connection. Counted in what the broker sent on that connection.
struct CutPlan {
  enum class At {
    never,
    bytes,   ///< after a random number of bytes, so mostly within a packet
    packets  ///< after a random number of whole packets, so exactly at a boundary
  };
  At at = At::never;
  std::uint32_t least = 1;
  std::uint32_t most = 1;
  std::uint32_t seed = 1;
};

/// Stands between a client and a server (with a plan: an MQTT broker) on 127.0.0.1 and resets connections (RST to both
/// sides). One thread.
class CuttingProxy {
 public:
  /// `watch`, if given, sees what passes; it outlives the proxy.
  CuttingProxy(std::uint16_t upstream_port, const CutPlan& plan, AckWatch* watch = nullptr);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  std::uint16_t port() const { return listener_.port(); }
  std::string url() const { return "mqtt://127.0.0.1:" + std::to_string(port()); }
  /// Resets the connections that there are, at whatever moment of theirs that is.
  void cut() { cut_asked_ = true; }
  /// Until `come_up` as if nobody were there: resets all connections, and whoever connects.
  void go_down() { is_down_ = true; }
  void come_up() { is_down_ = false; }
  /// From now on nothing is cut by the plan.
  void stop_cutting() { cutting_ = false; }
  std::size_t cuts() const { return cuts_; }

 private:
  struct Pair {
    Stream client;
    Stream broker;
    FrameBuffer frames;
    std::uint32_t left = 0;  ///< bytes or packets until the cut
  };

  void run();
  void accept_one();
  void reset_all();
  /// Moves what is there; false when the pair has ended.
  bool forward(Pair& pair, Stream& from, Stream& to);
  bool forward_and_cut(Pair& pair, const std::string& bytes);

  std::uint16_t upstream_port_;
  CutPlan plan_;
  AckWatch* watch_;
  std::mt19937 random_;
  Listener listener_;
  std::list<Pair> pairs_;
  std::atomic<bool> cutting_ = true;
  std::atomic<bool> cut_asked_ = false;
  std::atomic<bool> is_down_ = false;
  std::atomic<bool> stop_ = false;
  std::atomic<std::size_t> cuts_ = 0;
  std::thread thread_;
};

}  // namespace sluice::test
