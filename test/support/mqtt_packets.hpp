// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/mqtt_wire.hpp"

namespace sluice::test {

/// CONNECT (3.1) without a will.
struct Connect {
  std::string client_id;
  bool clean_start = false;
  std::uint16_t keep_alive = 60;  ///< seconds
  Properties properties;
  std::optional<std::string> username;
  std::optional<std::string> password;
};

/// CONNACK (3.2).
struct Connack {
  bool session_present = false;
  std::uint8_t reason = 0;
  Properties properties;
};

/// PUBLISH (3.3); `packet_id` is on the wire with QoS > 0 only.
struct Publish {
  std::string topic;
  std::string payload;
  std::uint16_t packet_id = 0;
  std::uint8_t qos = 1;
  bool retain = false;
  bool dup = false;
  Properties properties;
};

/// PUBACK (3.4).
struct Puback {
  std::uint16_t packet_id = 0;
  std::uint8_t reason = 0;

  friend bool operator==(const Puback&, const Puback&) = default;
};

/// One filter of a SUBSCRIBE with its options (3.8.3.1).
struct Subscription {
  std::string filter;
  std::uint8_t qos = 1;
  bool no_local = false;
  bool retain_as_published = false;
  std::uint8_t retain_handling = 0;

  friend bool operator==(const Subscription&, const Subscription&) = default;
};

/// SUBSCRIBE (3.8).
struct Subscribe {
  std::uint16_t packet_id = 0;
  Properties properties;
  std::vector<Subscription> subscriptions;
};

/// UNSUBSCRIBE (3.10).
struct Unsubscribe {
  std::uint16_t packet_id = 0;
  Properties properties;
  std::vector<std::string> filters;
};

/// SUBACK (3.9) and UNSUBACK (3.11): one reason code per filter.
struct Suback {
  std::uint16_t packet_id = 0;
  Properties properties;
  std::vector<std::uint8_t> codes;
};

/// DISCONNECT (3.14).
struct Disconnect {
  std::uint8_t reason = 0;
  Properties properties;
};

std::string encode(const Connect& packet);
std::string encode(const Connack& packet);
std::string encode(const Publish& packet);
std::string encode(const Puback& packet);
std::string encode(const Subscribe& packet);
std::string encode(const Unsubscribe& packet);
std::string encode(const Disconnect& packet);
std::string encode_suback(const Suback& packet);
std::string encode_unsuback(const Suback& packet);
std::string encode_pingreq();
std::string encode_pingresp();

/// Each throws WireError when the packet has another type, wrong flags, or bytes too few or too many.
Connect decode_connect(const Packet& packet);
Connack decode_connack(const Packet& packet);
Publish decode_publish(const Packet& packet);
Puback decode_puback(const Packet& packet);
Subscribe decode_subscribe(const Packet& packet);
Unsubscribe decode_unsubscribe(const Packet& packet);
Suback decode_suback(const Packet& packet);  ///< also of an UNSUBACK
Disconnect decode_disconnect(const Packet& packet);

/// One line for a failure's text, such as `PUBACK id 7 reason 0x00`.
std::string describe(const Packet& packet);

}  // namespace sluice::test
