// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/publish.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "bytes.hpp"

using namespace sluice;
using sluice::test::bytes;
using sluice::test::ExactCopy;
using sluice::test::fault_of;
using sluice::test::full_publish_body;
using sluice::test::publish_body;

namespace {

constexpr std::uint8_t qos_0 = 0x00;
constexpr std::uint8_t qos_1 = 0x02;

std::string decode_exactly(std::uint8_t flags, std::string_view body) {
  PublishDecoder decoder;
  return fault_of(decoder.decode(flags, ExactCopy(body).view()));
}

}  // namespace

TEST_CASE("a PUBLISH with every property is decoded whole") {
  const std::string body = full_publish_body();
  PublishDecoder decoder;
  const auto message = decoder.decode(0x0B, body);
  REQUIRE(fault_of(message) == "decoded");
  CHECK(message->topic == "sensor/1/t");
  CHECK(message->payload == "payload");
  CHECK(message->packet_id == 7);
  CHECK(message->qos == 1);
  CHECK(message->retained);
  CHECK(message->duplicated);
  CHECK(message->payload_format == 1);
  CHECK(message->message_expiry == 3600);
  CHECK(message->content_type == "text/plain");
  CHECK(message->response_topic == "reply");
  CHECK(message->correlation_data == bytes("00 FF 2B"));
  const std::vector<UserProperty> expected{{"site", "plant-7"}, {"site", ""}, {"", "value"}, {"größe", "😀"}};
  CHECK(std::vector<UserProperty>(message->user_properties.begin(), message->user_properties.end()) == expected);
}

TEST_CASE("a PUBLISH at QoS 0 has no packet id, and nothing that was absent") {
  const std::string body = publish_body("00 01 't'", "", "'x'");
  PublishDecoder decoder;
  const auto message = decoder.decode(qos_0, body);
  REQUIRE(fault_of(message) == "decoded");
  CHECK(message->topic == "t");
  CHECK(message->payload == "x");
  CHECK(message->packet_id == 0);
  CHECK(message->qos == 0);
  CHECK_FALSE(message->retained);
  CHECK_FALSE(message->duplicated);
  CHECK_FALSE(message->payload_format);
  CHECK_FALSE(message->message_expiry);
  CHECK_FALSE(message->content_type);
  CHECK_FALSE(message->response_topic);
  CHECK_FALSE(message->correlation_data);
  CHECK(message->user_properties.empty());
}

TEST_CASE("a decoder forgets the message before") {
  PublishDecoder decoder;
  const std::string full = full_publish_body();
  const std::string bare = publish_body("00 01 't' 00 01", "");
  REQUIRE(decoder.decode(qos_1, full)->user_properties.size() == 4);
  CHECK(decoder.decode(qos_1, bare)->user_properties.empty());
  CHECK(decoder.decode(qos_1, bare)->payload.empty());
  REQUIRE_FALSE(decoder.decode(qos_1, "broken"));
  CHECK(decoder.decode(qos_1, full)->user_properties.size() == 4);
}

TEST_CASE("flags that a PUBLISH to us cannot have are refused") {
  const std::string body = publish_body("00 01 't' 00 01", "");
  struct Row {
    std::uint8_t flags;
    const char* outcome;
  };
  const Row rows[] = {
      {0x00, "decoded"},  // the packet id is then payload
      {0x01, "decoded"},
      {0x02, "decoded"},
      {0x03, "decoded"},
      {0x04, "0x82 3.8.4: QoS 2 is more than the subscription asked for"},
      {0x05, "0x82 3.8.4: QoS 2 is more than the subscription asked for"},
      {0x06, "0x81 3.3.1.2: QoS 3 does not exist"},
      {0x07, "0x81 3.3.1.2: QoS 3 does not exist"},
      {0x08, "0x81 3.3.1.1: DUP is set with QoS 0"},
      {0x09, "0x81 3.3.1.1: DUP is set with QoS 0"},
      {0x0A, "decoded"},
      {0x0B, "decoded"},
      {0x0C, "0x82 3.8.4: QoS 2 is more than the subscription asked for"},
      {0x0F, "0x81 3.3.1.2: QoS 3 does not exist"},
  };
  const std::string without_id = publish_body("00 01 't'", "");
  for (const Row& row : rows) {
    INFO("flags " << int{row.flags});
    CHECK(decode_exactly(row.flags, (row.flags & 0x06) == 0 ? without_id : body) == row.outcome);
  }
}

TEST_CASE("a head that cannot be is refused") {
  struct Row {
    const char* hex;
    const char* outcome;
  };
  const Row rows[] = {
      {"", "0x81 3.3.2.1: Topic Name goes beyond the end of the packet"},
      {"00", "0x81 3.3.2.1: Topic Name goes beyond the end of the packet"},
      {"00 02 't'", "0x81 3.3.2.1: Topic Name goes beyond the end of the packet"},
      {"FF FF 't' 00 01 00", "0x81 3.3.2.1: Topic Name goes beyond the end of the packet"},
      {"00 01 't'", "0x81 3.3.2.2: Packet Identifier goes beyond the end of the packet"},
      {"00 01 't' 01", "0x81 3.3.2.2: Packet Identifier goes beyond the end of the packet"},
      {"00 01 't' 00 00 00", "0x82 2.2.1: Packet Identifier is 0"},
      {"00 01 't' 00 01", "0x81 2.2.2.1: Property Length is missing or cut short"},
      {"00 01 't' 00 01 80", "0x81 2.2.2.1: Property Length is missing or cut short"},
      {"00 01 't' 00 01 80 00", "0x81 1.5.5: Property Length takes more bytes than it needs"},
      {"00 01 't' 00 01 FF FF FF FF 7F", "0x81 1.5.5: Property Length takes more than four bytes"},
      {"00 01 't' 00 01 02 01", "0x81 2.2.2.1: Property Length goes beyond the end of the packet"},
      {"00 01 't' 00 01 FF FF FF 7F", "0x81 2.2.2.1: Property Length goes beyond the end of the packet"},
      {"00 00 00 01 00", "0x82 3.3.2.1: Topic Name is empty and there is no Topic Alias"},
      {"00 01 '#' 00 01 00", "0x81 3.3.2.1: Topic Name has a wildcard in it"},
      {"00 03 'a/+' 00 01 00", "0x81 3.3.2.1: Topic Name has a wildcard in it"},
      {"00 09 'a/b/c/d+e' 00 01 00", "0x81 3.3.2.1: Topic Name has a wildcard in it"},
      {"00 03 'a' 00 'b' 00 01 00", "0x81 1.5.4: Topic Name is not UTF-8, or has U+0000 in it"},
      {"00 03 ED A0 80 00 01 00", "0x81 1.5.4: Topic Name is not UTF-8, or has U+0000 in it"},
      {"00 02 C0 AF 00 01 00", "0x81 1.5.4: Topic Name is not UTF-8, or has U+0000 in it"},
      {"00 03 '*,$' 00 01 00", "decoded"},
      {"00 01 0A 00 01 00", "decoded"},
  };
  for (const Row& row : rows) {
    INFO(row.hex);
    CHECK(decode_exactly(qos_1, bytes(row.hex)) == row.outcome);
  }
}

TEST_CASE("a wildcard is found at each place of a topic, and nothing else is taken for one") {
  for (std::size_t size = 1; size <= 20; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int c = 1; c < 0x80; ++c) {
        std::string topic(size, '/');
        topic[at] = static_cast<char>(c);
        const std::string body = std::string{'\0', static_cast<char>(size)} + topic + bytes("00 01 00");
        const bool refused = decode_exactly(qos_1, body) == "0x81 3.3.2.1: Topic Name has a wildcard in it";
        if (refused != (c == '#' || c == '+')) FAIL("size " << size << ", place " << at << ", byte " << c);
      }
    }
  }
}

TEST_CASE("properties that cannot be are refused") {
  struct Row {
    const char* hex;
    const char* outcome;
  };
  const Row rows[] = {
      {"01", "0x81 2.2.2: a number goes beyond the end of the properties"},
      {"01 00", "decoded"},
      {"01 02", "0x82 3.3.2.3.2: Payload Format Indicator is neither 0 nor 1"},
      {"01 00 01 00", "0x82 3.3.2.3.2: Payload Format Indicator comes twice"},
      {"02 00 00 01", "0x81 2.2.2: a number goes beyond the end of the properties"},
      {"02 00 00 00 00", "decoded"},
      {"02 00 00 00 01 02 00 00 00 01", "0x82 3.3.2.3.3: Message Expiry Interval comes twice"},
      {"23 00", "0x81 2.2.2: a number goes beyond the end of the properties"},
      {"23 00 00", "0x94 3.3.2.3.4: Topic Alias although no Topic Alias Maximum was announced"},
      {"23 00 01", "0x94 3.3.2.3.4: Topic Alias although no Topic Alias Maximum was announced"},
      {"08 00 02 'r'", "0x81 1.5.4: a string goes beyond the end of the properties"},
      {"08 00 03 'r/#'", "decoded"},
      {"08 00 01 '+'", "decoded"},
      {"08 00 01 FF", "0x81 1.5.4: a string is not UTF-8, or has U+0000 in it"},
      {"08 00 01 'r' 08 00 01 'r'", "0x82 3.3.2.3.5: Response Topic comes twice"},
      {"09 00", "0x81 1.5.6: binary data go beyond the end of the properties"},
      {"09 00 02 00", "0x81 1.5.6: binary data go beyond the end of the properties"},
      {"09 00 00 09 00 00", "0x82 3.3.2.3.6: Correlation Data comes twice"},
      {"26 00 01 'k' 00 01", "0x81 1.5.7: a user property goes beyond the end of the properties"},
      {"26 00 02 'k'", "0x81 1.5.7: a user property goes beyond the end of the properties"},
      {"26 00 01 'k'", "0x81 1.5.7: a user property goes beyond the end of the properties"},
      {"26 00 01 00 00 01 'v'", "0x81 1.5.4: a string is not UTF-8, or has U+0000 in it"},
      {"26 00 01 'k' 00 01 80", "0x81 1.5.4: a string is not UTF-8, or has U+0000 in it"},
      {"26 00 00 00 00 26 00 00 00 00", "decoded"},
      {"0B", "0x81 2.2.2: a number goes beyond the end of the properties"},
      {"0B 80", "0x81 2.2.2: a number goes beyond the end of the properties"},
      {"0B 00", "0x82 3.3.2.3.8: Subscription Identifier is 0"},
      {"0B 80 00", "0x81 1.5.5: Subscription Identifier takes more bytes than it needs"},
      {"0B 80 80 80 80 01", "0x81 1.5.5: Subscription Identifier takes more than four bytes"},
      {"0B 01 0B 01 0B 02", "decoded"},
      {"03 00 01 'a' 03 00 01 'b'", "0x82 3.3.2.3.9: Content Type comes twice"},
      {"03 00 01 C3", "0x81 1.5.4: a string is not UTF-8, or has U+0000 in it"},
      {"00", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"11 00 00 00 01", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"1F 00 01 'r'", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"2A 01", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"2B 01", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"81 00 01", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"FF", "0x81 2.2.2.2: a property that this packet cannot have"},
  };
  for (const Row& row : rows) {
    INFO(row.hex);
    CHECK(decode_exactly(qos_1, publish_body("00 01 't' 00 01", row.hex, "'payload'")) == row.outcome);
  }
}

TEST_CASE("a Topic Alias is refused with and without a topic") {
  const std::string expected = "0x94 3.3.2.3.4: Topic Alias although no Topic Alias Maximum was announced";
  CHECK(decode_exactly(qos_1, publish_body("00 00 00 01", "23 00 01")) == expected);
  CHECK(decode_exactly(qos_0, publish_body("00 01 't'", "23 00 01")) == expected);
}

TEST_CASE("a payload is taken as it is, whatever the Payload Format Indicator says") {
  CHECK(decode_exactly(qos_1, publish_body("00 01 't' 00 01", "01 01", "FF FE 00")) == "decoded");
}

TEST_CASE("each truncation of a PUBLISH is refused, and nothing is read beyond it") {
  const std::string body = full_publish_body();
  const std::size_t payload_begin = body.size() - std::string_view("payload").size();
  for (std::size_t size = 0; size < body.size(); ++size) {
    INFO("cut to " << size);
    const std::string outcome = decode_exactly(qos_1, std::string_view(body).substr(0, size));
    CHECK((outcome == "decoded") == (size >= payload_begin));
  }
}

TEST_CASE("each truncation of the properties is refused unless it falls between two of them") {
  const std::string body = full_publish_body();
  const std::size_t length_at = 14;
  const auto length = static_cast<std::size_t>(body[length_at]);
  REQUIRE(body.size() == length_at + 1 + length + 7);
  std::vector<std::size_t> decoded;
  for (std::size_t size = 0; size <= length; ++size) {
    std::string cut = body.substr(0, length_at + 1 + size);
    cut[length_at] = static_cast<char>(size);
    if (decode_exactly(qos_1, cut) == "decoded") decoded.push_back(size);
  }
  CHECK(decoded == std::vector<std::size_t>{0, 2, 7, 15, 21, 23, 28, 41, 57, 66, 76, 92});
}
