// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <tl/expected.hpp>
#include <vector>

#include "mapping/fault.hpp"
#include "mapping/mapped.hpp"
#include "mapping/mqtt_message.hpp"
#include "mapping/rules.hpp"

namespace sluice {

/// Compiled rules: message in, record out. One per connection, used by that connection's thread alone: it renders into
/// buffers of its own. Those stay where they are when it is moved.
class Mapper {
 public:
  /// All faults of the rules at once: of the extended fields, of `where`, of the mapping's own record, of each route.
  static tl::expected<Mapper, std::vector<MappingFault>> compile(const MappingRules& rules);

  Mapper(Mapper&&) noexcept;
  Mapper& operator=(Mapper&&) noexcept;
  ~Mapper();

  /// The record's views are into the message and into this mapper: valid until the next call, and as long as the
  /// message stands. Allocates only while its buffers grow to the largest message seen.
  Mapped map(const MqttMessage& message);

  std::size_t routes() const;
  /// Which route took the message mapped last, unless it was dropped; `routes()`: none of them.
  std::size_t route() const;

 private:
  struct State;
  explicit Mapper(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace sluice
