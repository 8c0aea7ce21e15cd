// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/packet.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "bytes.hpp"

using namespace sluice;
using sluice::test::bytes;
using sluice::test::ExactCopy;
using sluice::test::fault_of;

namespace {

using Parsed = tl::expected<std::optional<FrameHeader>, PacketFault>;

std::string outcome(const Parsed& parsed) {
  if (!parsed) return fault_of(parsed);
  return *parsed ? "header" : "more";
}

}  // namespace

TEST_CASE("a fixed header is read from each size of Remaining Length") {
  struct Row {
    const char* hex;
    std::uint32_t body_size;
    std::uint8_t header_size;
  };
  const Row rows[] = {
      {"32 03", 3, 2},
      {"32 7F", 127, 2},
      {"32 80 01", 128, 3},
      {"32 FF 7F", 16'383, 3},
      {"32 80 80 01", 16'384, 4},
      {"32 FF FF 7F", 2'097'151, 4},
      {"32 80 80 80 01", 2'097'152, 5},
      {"32 FF FF FF 7F", 268'435'455, 5},
  };
  for (const Row& row : rows) {
    INFO(row.hex);
    const auto parsed = parse_frame_header(ExactCopy(bytes(row.hex)).view(), Sender::server);
    REQUIRE(outcome(parsed) == "header");
    const FrameHeader& header = **parsed;
    CHECK(header.type == PacketType::publish);
    CHECK(header.flags == 2);
    CHECK(header.body_size == row.body_size);
    CHECK(header.header_size == row.header_size);
    CHECK(header.frame_size() == std::size_t{row.header_size} + row.body_size);
  }
}

TEST_CASE("a header that comes byte by byte asks for more until it is whole") {
  const std::string whole = bytes("32 80 80 80 01 00");
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const ExactCopy part(std::string_view(whole).substr(0, size));
    INFO("size " << size);
    CHECK(outcome(parse_frame_header(part.view(), Sender::server)) == (size < 5 ? "more" : "header"));
  }
}

TEST_CASE("each side may send its own packet types only") {
  struct Row {
    const char* name;
    const char* hex;
    bool by_server;
    bool by_client;
  };
  const Row rows[] = {
      {"CONNECT", "10 0D", false, true},     {"CONNACK", "20 03", true, false},   {"PUBLISH", "30 03", true, true},
      {"PUBACK", "40 02", true, true},       {"PUBREC", "50 02", true, true},     {"PUBREL", "62 02", true, true},
      {"PUBCOMP", "70 02", true, true},      {"SUBSCRIBE", "82 07", false, true}, {"SUBACK", "90 04", true, false},
      {"UNSUBSCRIBE", "A2 06", false, true}, {"UNSUBACK", "B0 04", true, false},  {"PINGREQ", "C0 00", false, true},
      {"PINGRESP", "D0 00", true, false},    {"DISCONNECT", "E0 00", true, true}, {"AUTH", "F0 00", true, true},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    const std::string packet = bytes(row.hex);
    CHECK(to_text(static_cast<PacketType>(static_cast<unsigned char>(packet[0]) >> 4U)) == row.name);
    CHECK(outcome(parse_frame_header(packet, Sender::server)) ==
          (row.by_server ? "header" : "0x82 2.1.2: a packet type that only a client sends"));
    CHECK(outcome(parse_frame_header(packet, Sender::client)) ==
          (row.by_client ? "header" : "0x82 2.1.2: a packet type that only a server sends"));
  }
}

TEST_CASE("a fixed header that cannot be is refused with the first byte that proves it") {
  struct Row {
    const char* hex;
    const char* outcome;
  };
  const Row rows[] = {
      {"00", "0x81 2.1.2: packet type 0 is reserved"},
      {"0F", "0x81 2.1.2: packet type 0 is reserved"},
      {"10", "0x82 2.1.2: a packet type that only a client sends"},
      {"21", "0x81 2.1.3: the flags of the fixed header are not those of the packet type"},
      {"42", "0x81 2.1.3: the flags of the fixed header are not those of the packet type"},
      {"60", "0x81 2.1.3: the flags of the fixed header are not those of the packet type"},
      {"63", "0x81 2.1.3: the flags of the fixed header are not those of the packet type"},
      {"98", "0x81 2.1.3: the flags of the fixed header are not those of the packet type"},
      {"D4", "0x81 2.1.3: the flags of the fixed header are not those of the packet type"},
      {"E1", "0x81 2.1.3: the flags of the fixed header are not those of the packet type"},
      {"3F", "more"},
      {"32 80 80 80 80", "0x81 1.5.5: Remaining Length takes more than four bytes"},
      {"32 FF FF FF FF", "0x81 1.5.5: Remaining Length takes more than four bytes"},
      {"32 80 00", "0x81 1.5.5: Remaining Length takes more bytes than it needs"},
      {"32 83 80 00", "0x81 1.5.5: Remaining Length takes more bytes than it needs"},
      {"20 01", "0x81 3.2.1: CONNACK is too short for its fields"},
      {"30 02", "0x81 3.3.1.4: PUBLISH is too short for its fields"},
      {"40 01", "0x81 3.4.1: PUBACK is too short for its Packet Identifier"},
      {"50 00", "0x81 3.5.1: PUBREC is too short for its Packet Identifier"},
      {"62 01", "0x81 3.6.1: PUBREL is too short for its Packet Identifier"},
      {"70 01", "0x81 3.7.1: PUBCOMP is too short for its Packet Identifier"},
      {"90 03", "0x81 3.9.1: SUBACK is too short for its fields"},
      {"B0 03", "0x81 3.11.1: UNSUBACK is too short for its fields"},
      {"D0 01", "0x81 3.13.1: PINGRESP with a Remaining Length other than 0"},
      {"D0 80 01", "0x81 3.13.1: PINGRESP with a Remaining Length other than 0"},
  };
  for (const Row& row : rows) {
    INFO(row.hex);
    CHECK(outcome(parse_frame_header(ExactCopy(bytes(row.hex)).view(), Sender::server)) == row.outcome);
  }
}

TEST_CASE("a client's short packets are refused too") {
  struct Row {
    const char* hex;
    const char* outcome;
  };
  const Row rows[] = {
      {"10 0C", "0x81 3.1.1: CONNECT is too short for its fields"},
      {"82 06", "0x81 3.8.1: SUBSCRIBE is too short for its fields"},
      {"A2 05", "0x81 3.10.1: UNSUBSCRIBE is too short for its fields"},
      {"C0 01", "0x81 3.12.1: PINGREQ with a Remaining Length other than 0"},
      {"80", "0x81 2.1.3: the flags of the fixed header are not those of the packet type"},
  };
  for (const Row& row : rows) {
    INFO(row.hex);
    CHECK(outcome(parse_frame_header(bytes(row.hex), Sender::client)) == row.outcome);
  }
}

TEST_CASE("what we write is appended as the standard has it") {
  std::string out = "before";
  append_puback(out, 0x1234);
  append_puback(out, 1);
  append_pingreq(out);
  append_pingresp(out);
  append_disconnect(out, 0x00);
  append_disconnect(out, 0x82);
  append_disconnect(out, 0x81, "short");
  CHECK(out == bytes("'before' 40 02 12 34  40 02 00 01  C0 00  D0 00  E0 00  E0 01 82  E0 0A 81 08 1F 00 05 'short'"));
}

TEST_CASE("a DISCONNECT with a Reason String reads back, cut between two characters") {
  for (const std::size_t size : {0U, 1U, 124U, 125U, 200U, 256U, 257U, 70'000U}) {
    INFO("size " << size);
    std::string out;
    append_disconnect(out, 0x81, std::string(size, 'r'));
    const auto header = parse_frame_header(out, Sender::client);
    REQUIRE(outcome(header) == "header");
    CHECK((*header)->frame_size() == out.size());
    const auto read = decode_disconnect(std::string_view(out).substr((*header)->header_size));
    REQUIRE(fault_of(read) == "decoded");
    CHECK(read->reason_code == 0x81);
    CHECK(read->reason_string == std::string(std::min<std::size_t>(size, 256), 'r'));
  }
  std::string out;
  append_disconnect(out, 0x81, std::string(255, 'r') + "\xE2\x82\xAC");
  CHECK(decode_disconnect(std::string_view(out).substr(3))->reason_string == std::string(255, 'r'));
}

TEST_CASE("the short way to the header of a PUBLISH finds what the long way finds, or nothing") {
  std::mt19937 random(7);
  std::size_t found = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string bytes(random() % 5, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    if (!bytes.empty() && i % 2 == 0) bytes[0] = static_cast<char>(0x30U | (random() & 0x0FU));
    const auto quick = peek_publish(bytes);
    if (!quick) continue;
    ++found;
    const auto header = parse_frame_header(bytes, Sender::server);
    REQUIRE((header && *header));
    REQUIRE((*header)->type == PacketType::publish);
    REQUIRE((*header)->flags == quick->flags);
    REQUIRE((*header)->body_size == quick->body_size);
    REQUIRE((*header)->header_size == quick->header_size);
  }
  REQUIRE(found > 20'000);
}
