// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/unique_fd.hpp"
#include "firehose/feed.hpp"

namespace sluice::bench {

/// The broker's side of one MQTT 5 connection: answers what a subscriber asks, sends as many PUBLISHes as its Receive
/// Maximum allows, takes its PUBACKs. It reads no filter: a subscriber of anything gets the feed. One thread.
class Client {
 public:
  Client(UniqueFd socket, Feed& feed);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  int fd() const { return socket_.get(); }
  /// Reads and answers what is there. False: the connection is over.
  bool receive();
  /// Sends what is due, as far as quota, feed and socket allow. False: the connection is over.
  bool send();
  /// Bytes are left that the socket did not take: call `send` when it is writable.
  bool wants_to_write() const { return !out_.empty(); }

 private:
  bool take_frames();
  bool take_frame(unsigned char first, std::string_view body);
  bool take_connect(std::string_view body);
  void take_puback(std::uint16_t packet_id);
  void take_subscribe(std::string_view body);
  void take_unsubscribe(std::string_view body);
  void answer(unsigned char first, std::string_view packet_id, std::size_t codes, char code);
  void set_subscribed(bool subscribed);
  void fill();
  std::uint16_t next_free_id();

  UniqueFd socket_;
  Feed& feed_;
  std::vector<char> in_;
  std::size_t in_size_ = 0;
  std::vector<char> out_;
  std::size_t out_done_ = 0;
  bool connected_ = false;
  bool subscribed_ = false;
  std::uint32_t receive_maximum_ = 65'535;
  std::bitset<65'536> in_flight_;
  std::uint32_t in_flight_count_ = 0;
  std::uint16_t next_id_ = 1;
  std::uint16_t oldest_id_ = 1;
};

}  // namespace sluice::bench
