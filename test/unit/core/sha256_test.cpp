// SPDX-License-Identifier: Apache-2.0
#include "core/sha256.hpp"

#include <catch2/catch.hpp>

namespace sluice {

TEST_CASE("the digest is that of FIPS 180-4, whether the bytes come at once or piece by piece") {
  struct Case {
    std::string bytes;
    std::string sha256;
  };
  const auto c = GENERATE(values<Case>({
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {std::string(1'000'000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  }));
  CHECK(digest_of(c.bytes).sha256 == c.sha256);
  CHECK(digest_of(c.bytes).bytes == c.bytes.size());

  Sha256 hash;
  for (std::size_t at = 0; at < c.bytes.size(); at += 777) hash.add(std::string_view(c.bytes).substr(at, 777));
  const Digest digest = hash.finish();
  CHECK(digest.sha256 == c.sha256);
  CHECK(digest.bytes == c.bytes.size());
}

}  // namespace sluice
