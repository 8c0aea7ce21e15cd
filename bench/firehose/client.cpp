// SPDX-License-Identifier: Apache-2.0
#include "firehose/client.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "firehose/connect_packet.hpp"

namespace sluice::bench {
namespace {

constexpr std::size_t in_capacity = 64U << 10U;
// Large enough for few system calls, small enough to stay in the cache.
constexpr std::size_t out_target = 128U << 10U;

std::uint16_t u16_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>((static_cast<unsigned char>(bytes[at]) << 8U) |
                                    static_cast<unsigned char>(bytes[at + 1]));
}

std::uint16_t successor(std::uint16_t id) {
  return id == 65'535 ? std::uint16_t{1} : static_cast<std::uint16_t>(id + 1);
}

bool refuse(const char* what) {
  std::fprintf(stderr, "firehose: closing a connection: %s\n", what);
  return false;
}

// Items of a SUBSCRIBE (string and options byte) or UNSUBSCRIBE (string) after packet id and properties.
std::size_t count_filters(std::string_view body, std::size_t extra) {
  std::size_t at = 2;
  const auto properties = read_variable(body, at);
  if (!properties) return 0;
  at += *properties;
  std::size_t count = 0;
  while (at + 2 <= body.size()) {
    at += 2U + u16_at(body, at) + extra;
    ++count;
  }
  return count;
}

}  // namespace

Client::Client(UniqueFd socket, Feed& feed) : socket_(std::move(socket)), feed_(feed), in_(in_capacity) {
  out_.reserve(2 * out_target);
}

Client::~Client() {
  set_subscribed(false);
  feed_.abandon(in_flight_count_);
}

bool Client::receive() {
  for (;;) {
    if (in_size_ == in_.size()) return refuse("a packet larger than 64 KiB");
    const ssize_t count = ::recv(socket_.get(), in_.data() + in_size_, in_.size() - in_size_, 0);
    if (count == 0) return false;
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    in_size_ += static_cast<std::size_t>(count);
    const bool drained = in_size_ < in_.size();
    if (!take_frames()) return false;
    if (drained) return true;
  }
}

bool Client::take_frames() {
  std::size_t begin = 0;
  const std::string_view bytes(in_.data(), in_size_);
  while (begin + 2 <= bytes.size()) {
    std::size_t at = begin + 1;
    const auto length = read_variable(bytes, at);
    if (!length || bytes.size() - at < *length) break;
    if (!take_frame(static_cast<unsigned char>(bytes[begin]), bytes.substr(at, *length))) return false;
    begin = at + *length;
  }
  in_size_ -= begin;
  std::memmove(in_.data(), in_.data() + begin, in_size_);
  return true;
}

bool Client::take_frame(unsigned char first, std::string_view body) {
  const unsigned type = first >> 4U;
  if (connected_ == (type == 1)) return refuse(connected_ ? "a second CONNECT" : "the first packet is no CONNECT");
  if (type != 1 && type != 12 && type != 14 && body.size() < 2) return refuse("a packet without packet id");
  switch (type) {
    case 1: return take_connect(body);
    case 4: take_puback(u16_at(body, 0)); return true;
    case 8: take_subscribe(body); return true;
    case 10: take_unsubscribe(body); return true;
    case 12: out_.insert(out_.end(), {'\xD0', '\0'}); return true;
    case 14: return false;
    default: return refuse("a packet that a subscriber does not send");
  }
}

bool Client::take_connect(std::string_view body) {
  const auto connect = read_connect(body);
  if (!connect) return refuse("the CONNECT is not one of MQTT 5");
  connected_ = true;
  receive_maximum_ = connect->receive_maximum;
  // CONNACK: no session, success, no properties.
  out_.insert(out_.end(), {'\x20', '\x03', '\0', '\0', '\0'});
  return true;
}

void Client::take_puback(std::uint16_t packet_id) {
  if (!in_flight_[packet_id]) {
    feed_.count_unknown_ack();
    return;
  }
  in_flight_.reset(packet_id);
  --in_flight_count_;
  feed_.count_ack(packet_id == oldest_id_);
  if (in_flight_count_ == 0) oldest_id_ = next_id_;
  while (in_flight_count_ > 0 && !in_flight_[oldest_id_]) oldest_id_ = successor(oldest_id_);
}

void Client::take_subscribe(std::string_view body) {
  answer(0x90, body.substr(0, 2), count_filters(body, 1), '\x01');
  set_subscribed(true);
}

void Client::take_unsubscribe(std::string_view body) {
  answer(0xB0, body.substr(0, 2), count_filters(body, 0), '\0');
  set_subscribed(false);
}

// SUBACK or UNSUBACK: packet id, no properties, one code a filter.
void Client::answer(unsigned char first, std::string_view packet_id, std::size_t codes, char code) {
  const std::size_t shown = std::min<std::size_t>(codes, 120);
  out_.insert(out_.end(), {static_cast<char>(first), static_cast<char>(3 + shown)});
  out_.insert(out_.end(), packet_id.begin(), packet_id.end());
  out_.push_back('\0');
  out_.insert(out_.end(), shown, code);
}

void Client::set_subscribed(bool subscribed) {
  if (subscribed == subscribed_) return;
  subscribed_ = subscribed;
  if (subscribed) {
    feed_.add_subscriber();
  } else {
    feed_.remove_subscriber();
  }
}

std::uint16_t Client::next_free_id() {
  while (in_flight_[next_id_]) next_id_ = successor(next_id_);
  return std::exchange(next_id_, successor(next_id_));
}

void Client::fill() {
  if (!subscribed_) return;
  std::uint64_t due = std::min<std::uint64_t>(receive_maximum_ - in_flight_count_, feed_.allowance());
  while (due > 0 && out_.size() < out_target) {
    const std::uint16_t id = next_free_id();
    if (in_flight_count_ == 0) oldest_id_ = id;
    in_flight_.set(id);
    ++in_flight_count_;
    feed_.append_next(id, out_);
    --due;
  }
}

bool Client::send() {
  for (;;) {
    if (out_done_ == 0) fill();
    if (out_.empty()) return true;
    const ssize_t count = ::send(socket_.get(), out_.data() + out_done_, out_.size() - out_done_, MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    out_done_ += static_cast<std::size_t>(count);
    if (out_done_ < out_.size()) return true;
    out_.clear();
    out_done_ = 0;
  }
}

}  // namespace sluice::bench
