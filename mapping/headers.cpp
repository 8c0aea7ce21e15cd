// SPDX-License-Identifier: Apache-2.0
#include "mapping/headers.hpp"

#include "mapping/quote.hpp"

namespace sluice {

Headers Headers::compile(const HeaderRules& headers, const MappingRules& rules, std::vector<MappingFault>& faults) {
  Headers result;
  result.user_ = UserHeaders::compile(headers, faults);
  result.system_ = SystemHeaders::compile(headers, rules, faults);
  result.compile_added(headers, rules, faults);
  return result;
}

void Headers::compile_added(const HeaderRules& headers, const MappingRules& rules, std::vector<MappingFault>& faults) {
  for (const auto& [name, text] : headers.add) {
    const std::string key = "headers.add." + name;
    if (name.empty()) faults.push_back({key, 0, "an added header has no name", "give it a name"});
    if (system_.has(name)) {
      faults.push_back({key, 0, quoted(name) + " is a system header of this mapping",
                        "choose another name, or leave the field out of headers.system"});
    }
    if (auto value = compile_template(key, text, rules, faults)) added_.push_back({name, std::move(*value)});
  }
}

std::span<const RecordHeader> Headers::of(Reading& reading) {
  const auto& properties = reading.message().user_properties;
  list_.begin(SystemHeaders::most + properties.size() + added_.size());
  system_.append(reading, list_);
  user_.append(properties, list_);
  for (AddedHeader& header : added_) {
    if (const auto text = header.value.render(reading, header.buffer)) list_.add(header.name, *text);
  }
  return list_.view();
}

}  // namespace sluice
