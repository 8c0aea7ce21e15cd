// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::test {

/// Where a session stands when the server sends a malformed packet.
enum class Moment : std::uint8_t {
  before_connack,  ///< CONNECT has come
  before_suback    ///< SUBSCRIBE has come; nearly everything may be sent now
};

/// One line of test/data/malformed.
struct MalformedPacket {
  std::string place;  ///< `publish.txt:12`
  Moment moment = Moment::before_suback;
  std::string text;   ///< the packet as it is written there
  std::string fault;  ///< `0x82 2.2.1: Packet Identifier is 0`

  std::uint8_t reason_code() const;
  /// What of `fault` the DISCONNECT carries as its Reason String.
  std::string reason_string() const;
  /// On the wire; `subscribe_id` is the packet id of the SUBSCRIBE that waits for its answer.
  std::string bytes(std::uint16_t subscribe_id) const;
};

/// All of test/data/malformed, whose README.md says how packets are written there. Throws std::runtime_error that names
/// the place of a line that cannot be read.
std::vector<MalformedPacket> malformed_packets();

/// Bytes from text such as `32 < "load/1" 00 01 <> 'x' >`: pairs of hexadecimal digits; `'...'` are characters,
/// `"..."` characters behind their two-byte length, `<...>` anything behind its variable byte length, `ID` two
/// bytes of `subscribe_id`.
std::string packet_bytes(std::string_view text, std::uint16_t subscribe_id);

}  // namespace sluice::test
