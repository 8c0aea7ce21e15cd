// SPDX-License-Identifier: Apache-2.0
#include "core/address_range.hpp"

#include <catch2/catch.hpp>

using sluice::AddressRange;

TEST_CASE("a range holds the addresses that begin like it") {
  struct Case {
    const char* range;
    const char* address;
    bool inside;
  };
  const Case cases[] = {
      {"127.0.0.1", "127.0.0.1", true},
      {"127.0.0.1", "127.0.0.2", false},
      {"127.0.0.1", "::ffff:127.0.0.1", true},
      {"127.0.0.1", "::1", false},
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.1", false},
      {"192.168.4.0/22", "192.168.7.9", true},
      {"192.168.4.0/22", "192.168.8.0", false},
      {"0.0.0.0/0", "203.0.113.9", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"::1", "::1", true},
      {"::1", "::2", false},
      {"2001:db8::/32", "2001:db8:9::1", true},
      {"2001:db8::/32", "2001:db9::1", false},
      {"fe80::/10", "fe80::1%eth0", true},
      {"::/0", "192.0.2.1", true},
      {"127.0.0.1", "", false},
      {"127.0.0.1", "localhost", false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.range, c.address);
    const auto range = AddressRange::parse(c.range);
    REQUIRE(range);
    CHECK(range->contains(c.address) == c.inside);
  }
}

TEST_CASE("what is no range is refused") {
  for (const char* text : {"", "localhost", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "10.1.0.0/8",
                           "::1/129", "2001:db8::1/32", "fe80::1%eth0", "1.2.3.4/-1", "[::1]"}) {
    CAPTURE(text);
    CHECK_FALSE(AddressRange::parse(text));
  }
}
