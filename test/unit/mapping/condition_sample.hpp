// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/mqtt_message.hpp"
#include "mapping/rules.hpp"
#include "mapping/value.hpp"

namespace sluice {

/// The same choices for the same seed on every platform.
class RandomChoice {
 public:
  explicit RandomChoice(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }

  template <class Container>
  const auto& of(const Container& container) {
    return container[below(container.size())];
  }

 private:
  std::mt19937_64 engine_;
};

/// Numbers as both languages write them. Few digits, where SQLite's reading is exact; 64-bit neighbours that a double
/// cannot tell apart; none whose absolute value has no 64-bit integer, for which SQLite's ABS fails.
inline constexpr std::array<std::string_view, 22> sample_numbers{"0",
                                                                 "1",
                                                                 "2",
                                                                 "7",
                                                                 "12",
                                                                 "-1",
                                                                 "+3",
                                                                 "1.5",
                                                                 "-2.5",
                                                                 "0.0",
                                                                 ".5",
                                                                 "7.",
                                                                 "9007199254740992",
                                                                 "9007199254740993",
                                                                 "9007199254740992.0",
                                                                 "9007199254740994.0",
                                                                 "1e3",
                                                                 "15e-1",
                                                                 "-1E+2",
                                                                 "9223372036854775807",
                                                                 "9223372036854775808",
                                                                 "-9223372036854775807"};

/// Texts that are no numbers, and no topics with wildcards.
inline constexpr std::array<std::string_view, 16> sample_texts{"",
                                                               "a",
                                                               "A",
                                                               "ab",
                                                               "aB",
                                                               "abc",
                                                               "b",
                                                               "it's",
                                                               "50%",
                                                               "a_b",
                                                               "true",
                                                               "FALSE",
                                                               "\xC3\xA4\xC3\xB6",
                                                               "\xE2\x82\xAC",
                                                               "x y",
                                                               "12abc"};

/// A field as a condition and as the judge name it.
struct SampleField {
  std::string_view condition;
  std::string_view sql;
};

// Values 1 to 17 of a sample's `values`.
inline constexpr std::array<SampleField, 5> number_fields{{
    {"$qos", "?1"},
    {"$PacketId", "?2"},
    {"$message_expiry", "?3"},
    {"$PayloadSize", "?4"},
    {"$payload_format", "?5"},
}};
inline constexpr std::array<SampleField, 2> flag_fields{{{"$Retained", "?6"}, {"$duplicated", "?7"}}};
inline constexpr std::array<SampleField, 3> text_fields{{
    {"$topic", "?8"},
    {"$topic[2]", "?9"},
    {"$ContentType", "?10"},
}};
inline constexpr std::array<SampleField, 6> property_fields{{
    {"k1", "?11"},
    {"$user.k2", "?12"},
    {"site.line", "?13"},
    {"\"odd name\"", "?14"},
    {"missing", "NULL"},
    {"$ClientId", "?15"},
}};
/// May be a number, a text or nothing.
inline constexpr std::array<SampleField, 2> mixed_fields{{{"$payload.m", "?16"}, {"$payload.list[0].\"m m\"", "?17"}}};
/// May be a flag or nothing.
inline constexpr SampleField payload_flag{"$payload.on", "?18"};

/// A message with what the judge is to know of it.
class SampleMessage {
 public:
  explicit SampleMessage(RandomChoice& random);
  SampleMessage(const SampleMessage&) = delete;
  SampleMessage& operator=(const SampleMessage&) = delete;

  const MqttMessage& message() const { return message_; }
  const std::vector<Value>& values() const { return values_; }
  std::string shown() const;

  static MappingRules rules();

 private:
  void add_properties(RandomChoice& random);
  void add_payload(RandomChoice& random);

  std::string topic_;
  std::string level_;
  std::string payload_;
  std::vector<UserProperty> properties_;
  MqttMessage message_;
  std::vector<Value> values_;
};

/// One expression in both languages.
struct SampleExpression {
  std::string condition;
  std::string sql;
};

/// A condition whose kinds fit: what Condition::parse refuses as never true is not made.
SampleExpression sample_condition(RandomChoice& random);

}  // namespace sluice
