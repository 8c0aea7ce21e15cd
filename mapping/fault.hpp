// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace sluice {

/// What is wrong inside one text of the mapping language: a field, a template, a pattern.
struct TextFault {
  std::size_t offset = 0;  ///< byte of the text at which the fault shows
  std::string text;        ///< names the offending value
  std::string hint;        ///< what to do, e.g. did you mean `topic`?; never empty

  friend bool operator==(const TextFault&, const TextFault&) = default;
};

/// A fault in the rules, with the key below `mapping` whose value has it.
struct MappingFault {
  std::string key;  ///< `key`, `headers.add.site`, `headers.system[2]`, ...
  std::size_t offset = 0;
  std::string text;
  std::string hint;

  friend bool operator==(const MappingFault&, const MappingFault&) = default;
};

}  // namespace sluice
