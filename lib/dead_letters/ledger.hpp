// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "dead_letters/done_set.hpp"
#include "dead_letters/letter.hpp"

namespace sluice {

/// A dead letter and the record before it in its partition.
struct LetterPlace {
  LetterId id;
  std::int64_t previous = -1;
};

/// Which dead letters have been sent again, as a consumer group keeps it. Values only: what is marked counts once
/// Kafka has committed it.
class Ledger {
 public:
  /// `spans`: what the topic holds now. Error: the group holds something else, as a sentence with its name.
  static Result<Ledger> read(const std::string& group, const std::vector<OffsetMark>& committed,
                             const std::vector<TopicSpan>& spans);

  bool contains(const LetterId& id) const;
  void mark(const LetterPlace& place);

  /// What to commit for these partitions.
  std::vector<OffsetMark> marks(const std::vector<LetterPlace>& places) const;
  /// Whether each partition's progress fits into the metadata of a commit.
  bool fits() const;

 private:
  std::map<std::int32_t, DoneSet> done_;
};

/// Remembers for each partition the record before.
class Predecessors {
 public:
  explicit Predecessors(const std::vector<TopicSpan>& spans) {
    for (const TopicSpan& span : spans) last_[span.partition] = span.begin - 1;
  }

  LetterPlace place(const LetterId& id) {
    const LetterPlace place{id, last_.try_emplace(id.partition, id.offset - 1).first->second};
    last_[id.partition] = id.offset;
    return place;
  }

 private:
  std::map<std::int32_t, std::int64_t> last_;
};

}  // namespace sluice
