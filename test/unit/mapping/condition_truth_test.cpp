// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "mapping/condition/condition.hpp"
#include "sample_message.hpp"

namespace sluice {

namespace {

constexpr std::string_view json_payload =
    R"({"temp":85.5,"big":9007199254740993,"list":[{"odd name":"x"},true],"digits":"7","none":null,"on":false})";

constexpr std::array<UserProperty, 12> properties{{
    {"k1", "first"},
    {"$clientid", "meter-7"},
    {"k1", "v1"},
    {"n", "12"},
    {"x", "1.50"},
    {"yes", "True"},
    {"site.line", "a.b"},
    {"x-device", "d"},
    {"odd name", "o"},
    {"", "nameless"},
    {"umlaut", "\xC3\xA4\xC3\xB6"},
    {"K1", "upper"},
}};

MqttMessage message() {
  MqttMessage result = sample_message();
  result.payload = json_payload;
  result.user_properties = properties;
  return result;
}

/// TRUE, FALSE or NULL: a condition and its negation both fail to pass when it is unknown.
std::string truth_in(const std::string& text, const MqttMessage& message) {
  const MappingRules rules = sample_rules();
  Reading reading(rules);
  reading.begin(message);
  const auto condition = Condition::parse(text);
  if (!condition) return condition.error().text;
  const auto negated = Condition::parse("NOT (" + text + ")");
  if (!negated) return negated.error().text;
  if (condition->passes(reading)) return negated->passes(reading) ? "both" : "TRUE";
  return negated->passes(reading) ? "FALSE" : "NULL";
}

struct Row {
  std::string text;
  std::string truth;
};

}  // namespace

TEST_CASE("a condition of system fields and user properties is TRUE, FALSE or NULL of a message") {
  const Row row = GENERATE(values<Row>({
      {"$qos = 1", "TRUE"},
      {"$QoS = 1 AND k1 = 'v1'", "TRUE"},
      {"$QoS = 1 AND k1 = 'first'", "FALSE"},
      {"$QoS = 1 AND k2 = 'v1'", "NULL"},
      {"$QoS = 0 AND k2 = 'v1'", "FALSE"},
      {"$QoS = 1 OR k2 = 'v1'", "TRUE"},
      {"$QoS = 0 OR k2 = 'v1'", "NULL"},
      {"$QoS = 1 OR $QoS = 0 AND $QoS = 0", "TRUE"},
      {"($QoS = 1 OR $QoS = 0) AND $QoS = 0", "FALSE"},
      {"NOT $QoS = 0 AND NOT $Duplicated", "TRUE"},
      {"NOT NOT $retained", "TRUE"},
      {"$packet_id >= 65535 AND $PacketId <= 65535 AND $packet_id <> 65534 AND $packetid != 1", "TRUE"},
      {"$Topic = 'plant/7/press//temp'", "TRUE"},
      {"$topic[2] = '7' AND $topic[-1] = 'temp' AND $topic[2:3] = '7/press' AND $topic[4] = ''", "TRUE"},
      {"$topic[2] = 7 AND $topic[2] < 10", "TRUE"},
      {"$topic[9] IS NULL", "TRUE"},
      {"$clientid = 'meter-7' AND $PublisherClientId = 'meter-7' AND $publisher_client_id = 'meter-7'", "TRUE"},
      {"$ContentType = 'text/plain' AND $payload_format = 1 AND $message_expiry > 4294967294", "TRUE"},
      {"$filter = 'plant/+/#' AND $task = 'plant-telemetry' AND $received = 1700000000123", "TRUE"},
      {"$payload_size > 100 AND LENGTH($payload) = $payload_size", "TRUE"},
      {"k1 = 'v1'", "TRUE"},
      {"K1 = 'upper'", "TRUE"},
      {"$user.k1 = 'v1' AND $USER.\"k1\" = 'v1' AND $user[\"k1\"] = 'v1'", "TRUE"},
      {"site.line = 'a.b' AND $user.site.line = 'a.b'", "TRUE"},
      {"x-device = 'd'", "TRUE"},
      {"\"odd name\" = 'o' AND $user.\"odd name\" = 'o'", "TRUE"},
      {"\"\" = 'nameless'", "TRUE"},
      {"k1 = k1 AND k1 != K1", "TRUE"},
  }));
  CAPTURE(row.text);
  CHECK(truth_in(row.text, message()) == row.truth);
}

TEST_CASE("texts, numbers and flags are compared by the table of the manual") {
  const Row row = GENERATE(values<Row>({
      // Text with text: bytes.
      {"'a' < 'b' AND 'B' < 'a' AND '' < 'a' AND 'a' < 'ab'", "TRUE"},
      {"'z' < '\xC3\xA4'", "TRUE"},
      {"n > '2'", "FALSE"},
      {"x = '1.5'", "FALSE"},
      {"'it''s' = 'it''s'", "TRUE"},
      // Text with a number: read whole, or unknown.
      {"n > 2 AND n = 12 AND n = 12.0 AND 12 = n", "TRUE"},
      {"x = 1.5 AND x = 15e-1 AND x = +1.5 AND x > -1.5 AND x > .5 AND x < 2.", "TRUE"},
      {"k1 = 5", "NULL"},
      {"k1 != 5", "NULL"},
      {"'12' = 12 AND '-1e2' = -100", "TRUE"},
      // Numbers: exact.
      {"9007199254740993 > 9007199254740992.0", "TRUE"},
      {"9007199254740993 = 9007199254740992.0", "FALSE"},
      {"9223372036854775807 < 9223372036854775808", "TRUE"},
      {"-9223372036854775808 = -9223372036854775808.0", "TRUE"},
      {"-9223372036854775808 > -9223372036854775809.0", "FALSE"},
      {"1 < 1.5 AND 2 > 1.5 AND -1 > -1.5 AND -2 < -1.5", "TRUE"},
      {"0 = -0.0", "TRUE"},
      {"1 < 1e300 AND 1 > -1e300", "TRUE"},
      // Flags.
      {"$retained = TRUE AND $duplicated = false AND $retained != $duplicated AND $duplicated < $retained", "TRUE"},
      {"$retained", "TRUE"},
      {"$duplicated", "FALSE"},
      {"yes = TRUE AND TRUE = yes AND yes = $retained AND yes", "TRUE"},
      {"yes = FALSE", "FALSE"},
      {"k1 = TRUE", "NULL"},
      {"k1", "NULL"},
      {"n = TRUE", "NULL"},
      {"'true' = TRUE AND 'FALSE' = FALSE", "TRUE"},
      {"TRUE AND NOT FALSE", "TRUE"},
      {"($qos = 1) = TRUE AND ($qos = 0) = FALSE", "TRUE"},
      {"($qos = 1) = $retained", "TRUE"},
  }));
  CAPTURE(row.text);
  CHECK(truth_in(row.text, message()) == row.truth);
}

TEST_CASE("predicates follow SQL, with NULL as unknown") {
  const Row row = GENERATE(values<Row>({
      {"k1 IS NULL", "FALSE"},
      {"k1 IS NOT NULL", "TRUE"},
      {"k2 IS NULL", "TRUE"},
      {"k2 IS NOT NULL", "FALSE"},
      {"(k2 = 'a') IS NULL", "TRUE"},
      {"NULL IS NULL", "TRUE"},
      {"k1 IN ('a', 'v1')", "TRUE"},
      {"k1 IN ('a', 'b')", "FALSE"},
      {"k1 NOT IN ('a', 'b')", "TRUE"},
      {"k1 NOT IN ('a', 'v1')", "FALSE"},
      {"k1 IN ('a', k2)", "NULL"},
      {"k1 IN ('v1', k2)", "TRUE"},
      {"k1 NOT IN ('a', k2)", "NULL"},
      {"k2 IN ('a')", "NULL"},
      {"$qos IN (0, 1)", "TRUE"},
      {"n IN (12, 'x')", "TRUE"},
      {"k1 LIKE 'v%' AND k1 LIKE '_1' AND k1 LIKE '%1' AND k1 LIKE '%' AND k1 LIKE 'v1'", "TRUE"},
      {"k1 LIKE 'V%'", "FALSE"},
      {"k1 NOT LIKE 'V%'", "TRUE"},
      {"k2 LIKE '%'", "NULL"},
      {"k2 NOT LIKE '%'", "NULL"},
      {"umlaut LIKE '__' AND umlaut LIKE '\xC3\xA4_' AND umlaut NOT LIKE '___'", "TRUE"},
      {"'50%' LIKE '50!%' ESCAPE '!' AND '50x' NOT LIKE '50!%' ESCAPE '!' AND '5!' LIKE '_!!' ESCAPE '!'", "TRUE"},
      {"'a\\b' LIKE 'a\\b'", "TRUE"},
      {"$payload.temp LIKE '8%'", "NULL"},
      {"n BETWEEN 12 AND 20", "TRUE"},
      {"n BETWEEN 1 AND 11", "FALSE"},
      {"n NOT BETWEEN 1 AND 11", "TRUE"},
      {"k1 BETWEEN 'u' AND 'w' AND $qos = 1", "TRUE"},
      {"k1 BETWEEN 1 AND 2", "NULL"},
      {"n BETWEEN 1 AND k2", "NULL"},
      {"n BETWEEN 13 AND k2", "FALSE"},
      {"n NOT BETWEEN k2 AND 11", "TRUE"},
      {"k2 BETWEEN 'a' AND 'b'", "NULL"},
      {"CASE WHEN $qos = 0 THEN 'a' WHEN k1 = 'v1' THEN 'b' ELSE 'c' END = 'b'", "TRUE"},
      {"CASE WHEN k2 = 'v1' THEN 'b' ELSE 'c' END = 'c'", "TRUE"},
      {"CASE WHEN $qos = 0 THEN 'a' END IS NULL", "TRUE"},
      {"CASE WHEN $retained THEN $duplicated ELSE TRUE END", "FALSE"},
      {"UPPER(k1) = 'V1' AND lower(K1) = 'upper' AND Upper(umlaut) = umlaut", "TRUE"},
      {"UPPER(k2) = 'V1'", "NULL"},
      {"LENGTH(k1) = 2 AND LENGTH(umlaut) = 2 AND LENGTH('') = 0", "TRUE"},
      {"LENGTH(k2) = 2", "NULL"},
      {"LENGTH($payload.temp) = 4", "NULL"},
      {"ABS(-5) = 5 AND ABS(-1.5) = 1.5 AND ABS(n) = 12 AND ABS('-3') = 3", "TRUE"},
      {"ABS(-9223372036854775808) = 9223372036854775808", "TRUE"},
      {"ABS(k1) = 5", "NULL"},
      {"COALESCE(k2, k3, k1) = 'v1' AND COALESCE(k1, 'a') = 'v1' AND COALESCE(k2, 'a') = 'a'", "TRUE"},
      {"COALESCE(k2, NULL) IS NULL", "TRUE"},
      {"COALESCE(k2 = 'a', TRUE)", "TRUE"},
      {"length = 1", "NULL"},
  }));
  CAPTURE(row.text);
  CHECK(truth_in(row.text, message()) == row.truth);
}

TEST_CASE("paths look into a JSON payload") {
  const Row row = GENERATE(values<Row>({
      {"$payload.temp > 80", "TRUE"},
      {"$Payload.temp > '80'", "TRUE"},
      {"$payload.Temp IS NULL", "TRUE"},
      {"$payload.big = 9007199254740993", "TRUE"},
      {"$payload.list[0].\"odd name\" = 'x' AND $payload.list[0][\"odd name\"] = 'x'", "TRUE"},
      {"$payload.list[1]", "TRUE"},
      {"$payload.list[2]", "NULL"},
      {"$payload.list IS NULL", "TRUE"},
      {"$payload.digits = 7 AND $payload.digits = '7'", "TRUE"},
      {"$payload.none IS NULL", "TRUE"},
      {"$payload.on = FALSE", "TRUE"},
      {"$payload.on = 0", "NULL"},
      {"$payload LIKE '{%}'", "TRUE"},
      {"$payload = 5", "NULL"},
  }));
  CAPTURE(row.text);
  CHECK(truth_in(row.text, message()) == row.truth);
}

TEST_CASE("a message that has nothing makes conditions unknown, not wrong") {
  const Row row = GENERATE(values<Row>({
      {"$packet_id = 1", "NULL"},
      {"$content_type = 'a'", "NULL"},
      {"$payload.a = 1", "NULL"},
      {"$payload = ''", "TRUE"},
      {"$clientid IS NULL AND $filter IS NULL AND $correlation_data IS NULL", "TRUE"},
      {"NOT k1 = 'v1' OR k1 = 'v1'", "NULL"},
  }));
  CAPTURE(row.text);
  CHECK(truth_in(row.text, bare_message()) == row.truth);
}

}  // namespace sluice
