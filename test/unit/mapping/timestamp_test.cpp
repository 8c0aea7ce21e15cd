// SPDX-License-Identifier: Apache-2.0
#include "mapping/timestamp.hpp"

#include "one_mapping.hpp"
#include "sample_message.hpp"

namespace sluice {

TEST_CASE("a time is milliseconds since 1970, or ISO 8601 with its zone") {
  struct Row {
    std::string text;
    std::optional<std::int64_t> ms;
  };
  const Row row = GENERATE(values<Row>({
      {"1700000000123", 1'700'000'000'123},
      {"1", 1},
      {"253402300799999", 253'402'300'799'999},
      {"2023-11-14T22:13:20Z", 1'700'000'000'000},
      {"2023-11-14t22:13:20z", 1'700'000'000'000},
      {"2023-11-14 22:13:20.5Z", 1'700'000'000'500},
      {"2023-11-14T22:13:20,12Z", 1'700'000'000'120},
      {"2023-11-14T22:13:20.123999999Z", 1'700'000'000'123},
      {"2023-11-14T22:13:20.000000000000000000000000000000001Z", 1'700'000'000'000},
      {"2023-11-14T22:13Z", 1'699'999'980'000},
      {"2023-11-15T00:43:20+02:30", 1'700'000'000'000},
      {"2023-11-14T12:13:20-1000", 1'700'000'000'000},
      {"2023-11-14T23:13:20+01", 1'700'000'000'000},
      {"2024-02-29T00:00:00Z", 1'709'164'800'000},
      {"2016-12-31T23:59:60Z", 1'483'228'800'000},
      {"9999-12-31T23:59:59.999Z", 253'402'300'799'999},
      {"1970-01-01T00:00:00.001Z", 1},
      // Nothing of these:
      {"", {}},
      {"0", {}},
      {"-1", {}},
      {"+1", {}},
      {"1700000000.5", {}},
      {"1700000000123 ", {}},
      {"253402300800000", {}},
      {"99999999999999999999", {}},
      {"1970-01-01T00:00:00Z", {}},
      {"1969-12-31T23:59:59Z", {}},
      {"9999-12-31T23:59:59-00:01", {}},
      {"2023-11-14T22:13:20", {}},
      {"2023-11-14", {}},
      {"2023-11-14T22Z", {}},
      {"2023-11-14T22:13:20.Z", {}},
      {"2023-11-14T22:13.5Z", {}},
      {"2023-11-14T22:13:20+", {}},
      {"2023-11-14T22:13:20+01:", {}},
      {"2023-11-14T22:13:20+01:0", {}},
      {"2023-11-14T22:13:20+24:00", {}},
      {"2023-11-14T22:13:20ZZ", {}},
      {"2023-11-14T22:13:61Z", {}},
      {"2023-11-14T24:00:00Z", {}},
      {"2023-02-29T00:00:00Z", {}},
      {"2023-13-01T00:00:00Z", {}},
      {"2023-00-01T00:00:00Z", {}},
      {"2023-1-1T00:00:00Z", {}},
      {"+2023-11-14T22:13:20Z", {}},
      {"2023-11-14_22:13:20Z", {}},
      {"2023-+1-14T22:13:20Z", {}},
      {"Tue, 14 Nov 2023 22:13:20 GMT", {}},
  }));
  CAPTURE(row.text);
  CHECK(parse_timestamp(row.text) == row.ms);
}

TEST_CASE("a record's time is that of its receipt, of the broker, or of a template") {
  struct Row {
    std::string timestamp;
    std::string property;
    std::string payload;
    std::int64_t ms;
  };
  const std::int64_t received = 1'700'000'000'123;
  const Row row = GENERATE_COPY(values<Row>({
      {"received", "5", "", received},
      {"message", "5", "", 5},
      {"message", "1970-01-01T00:00:07Z", "", 7000},
      {"message", "yesterday", "", received},
      {"message", "", "", received},
      {"${user.time}", "9", "", 9},
      {"${user.absent}", "9", "", received},
      {"${payload.t}", "", R"({"t": 1700000000999})", 1'700'000'000'999},
      {"${payload.t}", "", R"({"t": 17e11})", 1'700'000'000'000},
      {"${payload.t}", "", R"({"t": null})", received},
      {"${payload.s}000", "", R"({"s": 1700000001})", 1'700'000'001'000},
      {"${payload.date}T${payload.time}Z", "", R"({"date": "2023-11-14", "time": "22:13:20"})", 1'700'000'000'000},
  }));
  CAPTURE(row.timestamp);
  MappingRules rules = sample_rules();
  rules.timestamp = row.timestamp;
  rules.extended.message_timestamp = "time";
  const std::array<UserProperty, 1> property{{{"time", row.property}}};
  MqttMessage message = bare_message();
  message.received_ms = received;
  message.user_properties = property;
  message.payload = row.payload;
  Mapper mapper = compiled(rules);
  CHECK(record_of(mapper, message).timestamp_ms == row.ms);
}

TEST_CASE("a message without the broker's time has that of its receipt") {
  MappingRules rules = sample_rules();
  rules.timestamp = "message";
  rules.extended.message_timestamp = "time";
  Mapper mapper = compiled(rules);
  CHECK(record_of(mapper, sample_message()).timestamp_ms == 1'700'000'000'123);
}

TEST_CASE("a time that no message can have is a fault of the rules") {
  struct Row {
    std::string timestamp;
    std::vector<std::string> faults;
  };
  const Row row = GENERATE(values<Row>({
      {"message", {"timestamp:0: message_timestamp is not mapped: no message can have it"}},
      {"recieved", {"timestamp:0: `recieved` is neither received nor message, and has no field"}},
      {"", {"timestamp:0: `` is neither received nor message, and has no field"}},
      {"2023-11-14T22:13:20Z",
       {"timestamp:0: `2023-11-14T22:13:20Z` is neither received nor message, and has no field"}},
      {"${user.t", {"timestamp:0: ${ has no closing }"}},
  }));
  MappingRules rules = sample_rules();
  rules.timestamp = row.timestamp;
  CHECK(faults_of(rules) == row.faults);
}

}  // namespace sluice
