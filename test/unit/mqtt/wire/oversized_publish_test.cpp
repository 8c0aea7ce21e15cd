// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/oversized_publish.hpp"

#include <catch2/catch.hpp>

#include "mqtt/wire/publish.hpp"

namespace sluice {
namespace {

constexpr std::uint8_t qos_1 = 0x02;

std::string prefixed(const std::string& text) {
  return std::string{static_cast<char>(text.size() >> 8U), static_cast<char>(text.size() & 0xFFU)} + text;
}

std::string variable(std::size_t value) {
  std::string bytes;
  do {
    const auto more = value >= 0x80 ? 0x80U : 0U;
    bytes += static_cast<char>((value & 0x7FU) | more);
    value >>= 7U;
  } while (value > 0);
  return bytes;
}

std::string user_property(const std::string& name, const std::string& value) {
  return '\x26' + prefixed(name) + prefixed(value);
}

std::string body_of(const std::string& topic, const std::string& properties, const std::string& payload) {
  return prefixed(topic) + std::string("\x00\x07", 2) + variable(properties.size()) + properties + payload;
}

FrameHeader header_of(const std::string& body) {
  return {PacketType::publish, qos_1, static_cast<std::uint32_t>(body.size()), 4};
}

/// Given piece by piece, with something of the next packet behind it.
OversizedPublish passed(const std::string& body, std::size_t piece) {
  OversizedPublish publish(header_of(body));
  const std::string stream = body + "next";
  std::size_t at = 0;
  while (!publish.complete()) {
    const std::size_t taken = publish.take(std::string_view(stream).substr(at, piece));
    REQUIRE(taken > 0);
    at += taken;
  }
  REQUIRE(at == body.size());
  return publish;
}

}  // namespace

TEST_CASE("of an oversized PUBLISH the head is kept and the payload is hashed, however it comes in pieces") {
  const auto piece = GENERATE(1U, 7U, 65'536U, 1'000'000U);
  const auto properties = GENERATE(as<std::string>{}, "", user_property("k", "v") + user_property("k", ""));
  std::string payload(200'000, 'p');
  payload[500] = '\0';
  const std::string body = body_of("a/b", properties, payload);
  const OversizedPublish publish = passed(body, piece);

  CHECK(publish.payload().bytes == payload.size());
  CHECK(publish.payload().sha256 == digest_of(payload).sha256);
  CHECK(publish.frame_bytes() == body.size() + 4);
  PublishDecoder decoder;
  const auto message = decoder.decode(publish.flags(), publish.body());
  REQUIRE(message);
  CHECK(message->topic == "a/b");
  CHECK(message->packet_id == 7);
  CHECK(message->payload == payload.substr(0, 1024));
  CHECK(message->user_properties.size() == (properties.empty() ? 0 : 2));
}

TEST_CASE("properties that are too long to keep are passed over, the payload behind them is not") {
  const auto piece = GENERATE(4096U, 1'000'000U);
  std::string properties;
  for (int i = 0; i < 5; ++i) properties += user_property("n", std::string(65'000, 'x'));
  const std::string payload = GENERATE(as<std::string>{}, "", "short", std::string(3000, 'p'));
  const OversizedPublish publish = passed(body_of("a/b", properties, payload), piece);

  CHECK(publish.payload().bytes == payload.size());
  CHECK(publish.payload().sha256 == digest_of(payload).sha256);
  CHECK(publish.body().size() < 2000);
  PublishDecoder decoder;
  const auto message = decoder.decode(publish.flags(), publish.body());
  REQUIRE(message);
  CHECK(message->user_properties.empty());
  CHECK(message->payload == payload.substr(0, 1024));
}

TEST_CASE("what is malformed in an oversized PUBLISH is found by the decoder") {
  const std::string rest(200'000, 'x');
  const std::string body = GENERATE_COPY(
      as<std::string>{}, std::string("\xFF\xFF", 2) + rest.substr(0, 100),
      prefixed("a/#") + std::string("\x00\x07\x00", 3) + rest, prefixed("a") + std::string("\x00\x00\x00", 3) + rest,
      prefixed("a") + std::string("\x00\x07", 2) + variable(500'000) + rest, prefixed("a") + "\x01");
  const OversizedPublish publish = passed(body, 65'536);
  PublishDecoder decoder;
  CHECK_FALSE(decoder.decode(publish.flags(), publish.body()));
  CHECK(publish.body().size() <= OversizedPublish::kept_bytes_max);
}

}  // namespace sluice
