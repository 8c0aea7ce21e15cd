// SPDX-License-Identifier: Apache-2.0
// Any bytes as a condition, then on a message that is made of the same bytes.
#include "fuzz/message_input.hpp"
#include "mapping/condition/condition.hpp"

using namespace sluice;
using sluice::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::MessageInput input(data, size);
  const std::string_view text = input.text();
  const MappingRules rules;
  Reading reading(rules);
  reading.begin(input.message());

  const auto condition = Condition::parse(text);
  if (!condition) {
    require(condition.error().offset <= text.size());
    require(!condition.error().text.empty() && !condition.error().hint.empty());
    return 0;
  }
  for (const Condition::Use& use : condition->uses()) require(use.offset < text.size());
  const bool passes = condition->passes(reading);
  require(condition->passes(reading) == passes);
  // The negation passes never together with it; it is no longer than a condition may be, nor deeper, except at the
  // limits.
  const auto negation =
      Condition::parse("NOT (" + std::string(text.substr(text.find_first_not_of(" \t\r\n\v\f"))) + ")");
  if (negation) require(!(passes && negation->passes(reading)));
  return 0;
}
