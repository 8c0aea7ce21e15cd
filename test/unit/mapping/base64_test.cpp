// SPDX-License-Identifier: Apache-2.0
#include "mapping/base64.hpp"

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("base64 gives the bytes back") {
  for (const std::string& bytes : {std::string(), std::string("f"), std::string("fo"), std::string("foo"),
                                   std::string("\0\xFF\x10\xFB", 4), std::string(1000, '\xE7')}) {
    CHECK(decode_base64(encode_base64(bytes)) == bytes);
  }
  CHECK(encode_base64(std::string("\0\xFF", 2)) == "AP8=");
  CHECK(decode_base64("Zm9vYg==") == "foob");
}

TEST_CASE("what is not base64 is refused") {
  for (const char* text : {"A", "AP8", "AP8-", "AP8=AP8=", "AP8 ", "AP8=\n", "====", "A===", "AP9=", "AB=="}) {
    CAPTURE(text);
    CHECK_FALSE(decode_base64(text));
  }
}
