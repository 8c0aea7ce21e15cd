// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "config/config.hpp"

namespace sluice {

/// Where to connect next: the configured brokers in order, and where a broker sends us (MQTT 5, 4.11). Pure.
class BrokerList {
 public:
  enum class Move {
    passing,  ///< 0x9C Use another server: for this time
    lasting   ///< 0x9D Server moved: until the end of the process
  };

  explicit BrokerList(const MqttConfig& config);

  const BrokerUrl& current() const;
  /// Another one of the list would be tried without a pause.
  bool has_next() const { return !passing_ && !moved_ && index_ + 1 < configured_.size(); }
  /// The present one failed. True: `current` is the next of the list, not tried since the last pause.
  bool advance();
  /// After a connection that was ready, or a pause: from the beginning.
  void restart();
  void on_ready() { hops_ = 0; }

  /// Where `reference` (Server Reference, 3.2.2.3.16: `host[:port]`, several separated by spaces) points to becomes
  /// `current`, with the same kind of transport. False: we do not follow, it names nothing that can be understood, or
  /// three redirects have followed each other without a pause.
  bool redirect(std::string_view reference, Move move);

 private:
  std::optional<BrokerUrl> parse(std::string_view reference) const;

  std::vector<BrokerUrl> configured_;
  bool follows_;
  std::size_t index_ = 0;
  std::optional<BrokerUrl> passing_;
  std::optional<BrokerUrl> moved_;
  std::uint32_t hops_ = 0;
};

}  // namespace sluice
