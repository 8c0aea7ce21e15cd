// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "mqtt/transport/transport.hpp"
#include "mqtt/wire/packet.hpp"
#include "mqtt/wire/packet_order.hpp"
#include "probe/patience.hpp"

namespace sluice {

/// Why a conversation with the broker did not go on.
struct LinkFault {
  enum class Cause {
    deadline,
    stopped,
    network,       ///< also: the broker closed without a word
    untrusted,     ///< a certificate, or the terms of TLS
    disconnected,  ///< by DISCONNECT with `reason_code`
    malformed      ///< what the broker sent is not MQTT 5
  };
  Cause cause = Cause::network;
  std::string text;  ///< what happened; empty for deadline and stopped
  std::uint8_t reason_code = 0;
};

/// One open connection to the broker, spoken to packet by packet; each call blocks for its step's time at the most.
/// Messages that arrive are counted and thrown away: they are never acknowledged.
class BrokerLink {
 public:
  /// `transport` is open.
  explicit BrokerLink(std::unique_ptr<Transport> transport) : transport_(std::move(transport)) {}

  Result<void, LinkFault> send(std::string_view packet, const StepTime& time);
  /// The body of the next packet that is no PUBLISH, which must be of this type; valid until the next call.
  Result<std::string_view, LinkFault> receive(PacketType type, const StepTime& time);
  /// The decoded packets, for what comes after them.
  void connected(const ConnackView& connack) { order_.received(connack); }
  const PacketFault* answered(PacketType type, const SubackView& answer) { return order_.received(type, answer); }
  /// No more writes; reads to the broker's end, for the step's time.
  void close(const StepTime& time);

  /// That have arrived so far.
  std::uint64_t messages() const { return messages_; }

 private:
  Result<void, LinkFault> read_more(const StepTime& time);
  /// Takes whole PUBLISHes, and parts of one, off the front; true: something else is there, or more bytes are needed.
  tl::expected<std::optional<FrameHeader>, PacketFault> next_frame();
  LinkFault broken(const IoResult& result) const;

  std::unique_ptr<Transport> transport_;
  PacketOrder order_;
  std::string in_;
  std::size_t consumed_ = 0;  ///< of `in_`: the packet given out last
  std::size_t skip_ = 0;      ///< bytes of a PUBLISH that are still to come
  std::uint64_t messages_ = 0;
};

/// "not MQTT 5 as the standard has it: ... (3.2.2)".
LinkFault malformed(const PacketFault& fault);

}  // namespace sluice
