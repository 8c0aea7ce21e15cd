// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>

#include "bytes.hpp"
#include "mqtt/wire/publish.hpp"
#include "support/allocation_counter.hpp"

using namespace sluice;
using sluice::test::allocations_of;

TEST_CASE("decoding allocates nothing once the list of user properties has grown") {
  const std::string body = test::full_publish_body();
  PublishDecoder decoder;
  REQUIRE(allocations_of([&] { REQUIRE(decoder.decode(2, body)); }) > 0);
  std::size_t user_properties = 0;
  const std::size_t count = allocations_of([&] {
    for (int i = 0; i < 1'000; ++i) user_properties += decoder.decode(2, body)->user_properties.size();
  });
  CHECK(user_properties == 4'000);
  CHECK(count == 0);
}

TEST_CASE("a refusal and the walk over frames allocate nothing") {
  const std::string body = test::publish_body("00 01 't' 00 01", "0B 00");
  const std::string header = test::bytes("32 80 80 01");
  PublishDecoder decoder;
  CHECK(allocations_of([&] { (void)decoder.decode(2, body); }) == 0);
  CHECK(allocations_of([&] { (void)parse_frame_header(header, Sender::server); }) == 0);
  CHECK(allocations_of([&] { (void)decode_connack("\x02"); }) == 0);
}

TEST_CASE("an unusually long list of user properties is given back") {
  constexpr std::size_t many = 10'000;
  std::string list;
  for (std::size_t i = 0; i < many; ++i) list += test::bytes("26 00 00 00 00");
  const std::string body = test::bytes("00 01 't' 00 01 D0 86 03") + list;
  const std::string usual = test::full_publish_body();
  PublishDecoder decoder;
  REQUIRE(decoder.decode(2, body)->user_properties.size() == many);
  CHECK(allocations_of([&] { (void)decoder.decode(2, usual); }) > 0);
  CHECK(allocations_of([&] { (void)decoder.decode(2, usual); }) == 0);
}
