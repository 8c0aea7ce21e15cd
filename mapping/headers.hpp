// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "mapping/fault.hpp"
#include "mapping/fields.hpp"
#include "mapping/header_list.hpp"
#include "mapping/rules.hpp"
#include "mapping/system_headers.hpp"
#include "mapping/template.hpp"
#include "mapping/user_headers.hpp"

namespace sluice {

/// The compiled `headers` section: system fields, MQTT 5 properties, user properties, added ones, in this order.
class Headers {
 public:
  /// `headers` of the mapping `rules` or of one of its routes. Appends what is wrong to `faults`; with faults the
  /// result must not be used.
  static Headers compile(const HeaderRules& headers, const MappingRules& rules, std::vector<MappingFault>& faults);

  /// The message's headers. The reading's rules are those of `compile`. They are views, and hold views, into what it
  /// reads and into this object: valid until its next call, and until it moves.
  std::span<const RecordHeader> of(Reading& reading);

 private:
  struct AddedHeader {
    std::string name;
    Template value;
    RenderBuffer buffer{};
  };

  void compile_added(const HeaderRules& headers, const MappingRules& rules, std::vector<MappingFault>& faults);

  SystemHeaders system_;
  UserHeaders user_;
  std::vector<AddedHeader> added_;
  HeaderList list_;
};

}  // namespace sluice
