// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "bytes.hpp"
#include "mqtt/wire/publish.hpp"
#include "publish_invariants.hpp"

using namespace sluice;
using sluice::test::broken_invariant;
using sluice::test::ExactCopy;
using sluice::test::full_publish_body;
using sluice::test::publish_body;

namespace {

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  std::uint32_t below(std::size_t end) { return static_cast<std::uint32_t>(random_() % end); }

  std::string mutate(std::string text) {
    for (std::uint32_t times = 1 + below(4); times > 0 && !text.empty(); --times) {
      const std::size_t at = below(text.size());
      switch (below(5)) {
        case 0: text[at] = static_cast<char>(below(256)); break;
        case 1: text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ 1U << below(8)); break;
        case 2: text.insert(at, 1, static_cast<char>(below(256))); break;
        case 3: text.erase(at, 1 + below(4)); break;
        default: text.insert(at, text.substr(below(text.size()), below(16))); break;
      }
    }
    return text;
  }

 private:
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("50,000 mutated PUBLISHes are decoded within their bytes or refused with a reason") {
  Mutator mutator(20'240'229);
  const std::string seeds[] = {full_publish_body(), publish_body("00 03 'a/b' 00 01", "26 00 01 'k' 00 01 'v'", "'p'"),
                               publish_body("00 03 'a/b'", "", "'payload'")};
  PublishDecoder decoder;
  int decoded = 0;
  int refused = 0;
  for (int i = 0; i < 50'000; ++i) {
    const ExactCopy body(mutator.mutate(seeds[mutator.below(std::size(seeds))]));
    const auto flags = static_cast<std::uint8_t>(mutator.below(20) == 0 ? mutator.below(16) : 2 * mutator.below(2));
    const auto message = decoder.decode(flags, body.view());
    if (message) {
      ++decoded;
      REQUIRE(broken_invariant(*message, body.view()) == "");
    } else {
      ++refused;
      const std::uint8_t code = message.error().reason_code;
      REQUIRE((code == 0x81 || code == 0x82 || code == 0x94));
      REQUIRE_FALSE(message.error().section.empty());
      REQUIRE_FALSE(message.error().text.empty());
    }
  }
  // Both ways are taken often, else the test would show nothing.
  CHECK(decoded > 5'000);
  CHECK(refused > 5'000);
}
