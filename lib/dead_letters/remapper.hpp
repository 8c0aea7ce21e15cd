// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <variant>

#include "config/config.hpp"
#include "dead_letters/letter.hpp"
#include "kafka/held_record.hpp"
#include "kafka/topics.hpp"
#include "mapping/mapper.hpp"

namespace sluice {

/// Why a dead letter stays one.
struct StillDead {
  std::string code;
  std::string reason;
};

/// Makes records of dead letters, by the mapping as it is configured now.
class Remapper {
 public:
  /// Error: a sentence; a configuration without errors gives none.
  static Result<std::unique_ptr<Remapper>> create(const Config& config, Millis patience);

  /// A record for a topic that is there, nothing when `mapping.where` does not want the message, or why it stays dead.
  using Remapped = std::variant<std::unique_ptr<HeldRecord>, Dropped, StillDead>;
  Remapped map(const DeadLetter& letter);

 private:
  Remapper(const Config& config, Mapper mapper, std::unique_ptr<TopicAdmin> admin, Millis patience);

  Remapped remap(const DeadLetter& letter);
  bool takes_default(const TopicCheck& check) const;
  /// Of one that the mapping had rewritten: the record that it was.
  static Remapped as_it_was(const DeadLetter& letter);
  const TopicCheck& look(const std::string& topic);

  const Config config_;
  Mapper mapper_;
  std::unique_ptr<TopicAdmin> admin_;
  Millis patience_;
  std::map<std::string, TopicCheck> topics_;
  std::uint32_t made_ = 0;
};

}  // namespace sluice
