// SPDX-License-Identifier: Apache-2.0
#include "mapping/nearest.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <string>

namespace sluice {

TEST_CASE("the nearest name is suggested only where a slip of the keyboard explains it") {
  constexpr std::array<std::string_view, 4> names{"topic", "qos", "payload", "payload_size"};
  struct Row {
    std::string text;
    std::string near;
  };
  const Row row = GENERATE(values<Row>({
      {"topic", "topic"},
      {"TOPIC", "topic"},
      {"topik", "topic"},
      {"tpic", "topic"},
      {"topics", "topic"},
      {"tropics", ""},
      {"qso", "qos"},
      {"qoss", "qos"},
      {"osq", ""},
      {"payloads", "payload"},
      {"payloadsize", "payload_size"},
      {"", ""},
      {"something else entirely", ""},
  }));
  CAPTURE(row.text);
  CHECK(nearest(row.text, names) == row.near);
}

}  // namespace sluice
