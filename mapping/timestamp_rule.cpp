// SPDX-License-Identifier: Apache-2.0
#include "mapping/timestamp_rule.hpp"

#include <array>

#include "mapping/nearest.hpp"
#include "mapping/quote.hpp"
#include "mapping/timestamp.hpp"

namespace sluice {

TimestampRule TimestampRule::compile(std::string_view text, const MappingRules& rules,
                                     std::vector<MappingFault>& faults) {
  TimestampRule result;
  if (text == "received") return result;
  if (text == "message") {
    if (auto fault = check_mapped(FieldId::message_timestamp, rules.extended)) {
      faults.push_back({"timestamp", 0, std::move(fault->text), std::move(fault->hint)});
    }
    text = "${message_timestamp:-}";
  }
  result.template_ = compile_template("timestamp", text, rules, faults);
  if (result.template_ && result.template_->constant()) {
    static constexpr std::array<std::string_view, 2> words{"received", "message"};
    const std::string_view near = nearest(text, words);
    faults.push_back(
        {"timestamp", 0, quoted(text) + " is neither received nor message, and has no field",
         near.empty() ? "write a template of one, such as ${user.time}" : "did you mean " + quoted(near) + "?"});
  }
  return result;
}

std::int64_t TimestampRule::render(Reading& reading) {
  const auto text = template_->render(reading, buffer_);
  const auto time = text ? parse_timestamp(*text) : std::nullopt;
  return time.value_or(reading.message().received_ms);
}

}  // namespace sluice
