// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/fault.hpp"
#include "mapping/header_list.hpp"
#include "mapping/mqtt_message.hpp"
#include "mapping/rules.hpp"

namespace sluice {

/// User properties as headers: which are taken, and under which names. What would begin with the system prefix is
/// carried as `user.<name>`, so that no publisher can forge a system or extended header.
class UserHeaders {
 public:
  /// Checks prefixes and patterns; faults are appended, and then the result must not be used.
  static UserHeaders compile(const HeaderRules& rules, std::vector<MappingFault>& faults);

  /// Appends one header per property taken, in their order, repeats kept. The views are into the properties and into
  /// a buffer of this object: valid until its next call.
  void append(std::span<const UserProperty> properties, HeaderList& headers);

 private:
  bool takes(std::string_view name) const;
  bool forges(std::string_view name) const;
  const std::string& prefix_of(std::string_view name) const;
  bool append_as_they_are(std::span<const UserProperty> properties, HeaderList& headers) const;
  void reserve_names(std::span<const UserProperty> properties);

  Selection selection_ = Selection::all;
  std::vector<std::string> names_;
  std::vector<std::string> name_prefixes_;
  std::string prefix_;
  std::string escaped_prefix_;           ///< in place of `prefix_` for a name that would forge
  std::optional<std::string> reserved_;  ///< names that begin so would forge a system header
  std::string built_names_;              ///< the names that are not the properties' own
};

}  // namespace sluice
