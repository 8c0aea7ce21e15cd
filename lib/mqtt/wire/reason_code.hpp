// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sluice {

/// The packet in which a reason code came: the same number may ask for something else in another packet.
enum class ReasonScope : std::uint8_t { connack, suback, unsuback, disconnect, puback };

/// What a reason code asks of us.
enum class ReasonMeaning : std::uint8_t {
  success,
  retry,                        ///< connect or subscribe again with the usual back-off
  slow_retry,                   ///< someone must change something at the server: try again, but seldom
  fatal,                        ///< refused for good: the same request can never succeed
  take_over,                    ///< another connection uses our client id now
  redirect,                     ///< the server names another one
  subscribe_without_identifier  ///< the same SUBSCRIBE is welcome without Subscription Identifier
};

struct ReasonEntry {
  ReasonScope scope{};
  std::uint8_t code = 0;
  std::string_view name;  ///< in the standard's words (MQTT 5, 2.4), e.g. "Not authorized"
  ReasonMeaning meaning{};
  std::string_view remedy;  ///< a sentence for the operator; empty for a success
};

/// The whole table: every code that MQTT 5 has for a server in these packets.
std::span<const ReasonEntry> reasons();

/// The entry of a code. Codes that are not in the table get one that says so; its meaning is to try again, also below
/// 0x80: what we do not know is never taken for consent.
const ReasonEntry& reason(ReasonScope scope, std::uint8_t code);

/// The same for a code of a SUBACK, given the QoS that was asked for. A grant below it is fatal: messages would come
/// without the acknowledgement that the promise rests on. QoS 1 where 0 was asked for breaks no promise.
const ReasonEntry& grant(std::uint8_t code, std::uint8_t asked_qos);

/// "0x87 Not authorized".
std::string describe(const ReasonEntry& entry);
std::string describe(ReasonScope scope, std::uint8_t code);

}  // namespace sluice
