// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/letter_scan.hpp"

namespace sluice {

Result<ScanEnd> scan(TopicReader& reader, const std::vector<TopicSpan>& spans, const std::string& system_prefix,
                     const std::function<bool()>& is_stopped, const std::function<void(const DeadLetter&)>& take) {
  constexpr Millis slice{100};
  if (auto begun = reader.read(spans); !begun) return failure(begun.error());
  while (!is_stopped()) {
    const auto step = reader.next(slice);
    if (!step) return failure(step.error());
    if (*step == TopicReader::Step::end) return ScanEnd::done;
    if (*step == TopicReader::Step::record) take(read_letter(reader.record(), system_prefix));
  }
  return ScanEnd::stopped;
}

}  // namespace sluice
