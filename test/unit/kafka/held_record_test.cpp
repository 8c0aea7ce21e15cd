// SPDX-License-Identifier: Apache-2.0
#include "kafka/held_record.hpp"

#include <array>
#include <catch2/catch.hpp>

namespace sluice {
namespace {

TEST_CASE("a held record outlives what it was made of") {
  std::string bytes = "plant|k1|v1|k1||payload";
  const std::string_view view = bytes;
  const std::array<RecordHeader, 2> headers = {
      {{view.substr(6, 2), view.substr(9, 2)}, {view.substr(12, 2), view.substr(15, 0)}}};
  HeldRecord held(KafkaRecord{view.substr(0, 5), view.substr(6, 2), headers, view.substr(16), 42});
  bytes.assign(bytes.size(), 'x');

  const KafkaRecord record = held.view();

  CHECK(record.topic == "plant");
  CHECK(record.key == "k1");
  REQUIRE(record.headers.size() == 2);
  CHECK(record.headers[0] == RecordHeader{"k1", "v1"});
  CHECK(record.headers[1] == RecordHeader{"k1", ""});
  CHECK(record.value == "payload");
  CHECK(record.timestamp_ms == 42);
}

TEST_CASE("a held record without key stays without key, one with an empty key keeps it") {
  CHECK_FALSE(HeldRecord(KafkaRecord{"t", std::nullopt, {}, "v"}).view().key);
  CHECK(HeldRecord(KafkaRecord{"t", "", {}, "v"}).view().key == "");
}

}  // namespace
}  // namespace sluice
