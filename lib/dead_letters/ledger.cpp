// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/ledger.hpp"

#include <algorithm>
#include <set>

namespace sluice {

Result<Ledger> Ledger::read(const std::string& group, const std::vector<OffsetMark>& committed,
                            const std::vector<TopicSpan>& spans) {
  Ledger ledger;
  for (const OffsetMark& mark : committed) {
    auto done = DoneSet::decode(mark.offset, mark.metadata);
    if (!done) {
      return failure("the consumer group `" + group + "` is not a replay's: for partition " +
                     std::to_string(mark.partition) + " " + done.error() +
                     "; keep other consumers out of this group, or delete it to forget what was replayed");
    }
    ledger.done_[mark.partition] = std::move(*done);
  }
  for (const TopicSpan& span : spans) ledger.done_[span.partition].begin_at(span.begin);
  return ledger;
}

bool Ledger::contains(const LetterId& id) const {
  const auto found = done_.find(id.partition);
  return found != done_.end() && found->second.contains(id.offset);
}

void Ledger::mark(const LetterPlace& place) { done_[place.id.partition].add(place.id.offset, place.previous); }

std::vector<OffsetMark> Ledger::marks(const std::vector<LetterPlace>& places) const {
  std::set<std::int32_t> partitions;
  for (const LetterPlace& place : places) partitions.insert(place.id.partition);
  std::vector<OffsetMark> marks;
  for (const std::int32_t partition : partitions) {
    const DoneSet& done = done_.at(partition);
    marks.push_back({partition, done.prefix(), done.encode()});
  }
  return marks;
}

bool Ledger::fits() const {
  return std::all_of(done_.begin(), done_.end(),
                     [](const auto& each) { return each.second.encode().size() <= DoneSet::metadata_bytes_max; });
}

}  // namespace sluice
