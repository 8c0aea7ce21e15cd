// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/fault.hpp"
#include "mapping/fields.hpp"
#include "mapping/header_list.hpp"
#include "mapping/rules.hpp"

namespace sluice {

/// Headers for the message's own fields: system fields, extended fields, MQTT 5 properties.
class SystemHeaders {
 public:
  /// Fields from `payload` on never have a header of their own.
  static constexpr auto most = static_cast<std::size_t>(FieldId::payload);

  /// `headers` of the mapping `rules` or of one of its routes. Appends what is wrong to `faults`; with faults the
  /// result must not be used.
  static SystemHeaders compile(const HeaderRules& headers, const MappingRules& rules,
                               std::vector<MappingFault>& faults);

  /// Appends one header for each wanted field that the message has, in the order of the field table. The views are into
  /// what is read and into this object: valid until its next call, and until it moves.
  void append(const Reading& reading, HeaderList& headers);

  /// Whether a record may have a header of this name from here.
  bool has(std::string_view name) const;

 private:
  struct Header {
    std::string name;
    NumberText number{};
  };
  template <FieldId id>
  void append_one(const Reading& reading, HeaderList& headers);

  std::bitset<most> wanted_;  ///< by field, as `headers_`
  std::array<Header, most> headers_;
};

}  // namespace sluice
