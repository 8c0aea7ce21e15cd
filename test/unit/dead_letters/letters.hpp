// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "dead_letters/letter.hpp"

namespace sluice::test {

inline constexpr std::int64_t refused_at_ms = 1'769'903'999'123;  // 2026-01-31T23:59:59.123Z

/// As `make_dead_letter` writes one of the mapping's.
inline PlacedRecord buried(std::int64_t offset = 1042) {
  PlacedRecord record{3, offset, {}};
  record.content.topic = "dead";
  record.content.key = "plant/7";
  record.content.value = "21.5";
  record.content.timestamp_ms = refused_at_ms + 5;
  record.content.headers = {{"sluice.error", "ILLEGAL_TOPIC"},
                            {"sluice.reason", "the template gave \"a b\": use |slug"},
                            {"sluice.stage", "mapping"},
                            {"sluice.attempts", "0"},
                            {"sluice.time", "2026-01-31T23:59:59.123Z"},
                            {"sluice.client_id", "plant-0"},
                            {"mqtt.topic", "plant/7"},
                            {"mqtt.packet_id", "12"},
                            {"mqtt.duplicated", "false"},
                            {"mqtt.qos", "1"},
                            {"mqtt.retained", "false"},
                            {"user.sluice.error", "forged"},
                            {"k", "1"},
                            {"k", "2"}};
  return record;
}

inline DeadLetter letter(std::int64_t offset = 1042) { return read_letter(buried(offset), "mqtt."); }

}  // namespace sluice::test
