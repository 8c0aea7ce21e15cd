// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "unit/config/config_text.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

std::string with(const std::string& operations) { return minimal() + "operations: {" + operations + "}\n"; }

}  // namespace

TEST_CASE("without operations there is no listener, and only this machine would be in control") {
  const auto config = load(minimal()).config;
  REQUIRE(config);
  CHECK_FALSE(config->operations.listen);
  REQUIRE(config->operations.control.size() == 2);
  CHECK(config->operations.control[0].contains("127.0.0.1"));
  CHECK(config->operations.control[1].contains("::1"));
}

TEST_CASE("operations says where to listen and who is in control") {
  const auto config = load(with("listen: \":9464\", control: [10.0.0.0/8, \"2001:db8::1\"]")).config;
  REQUIRE(config);
  REQUIRE(config->operations.listen);
  CHECK(config->operations.listen->text() == "127.0.0.1:9464");
  REQUIRE(config->operations.control.size() == 2);
  CHECK(config->operations.control[0].contains("10.9.9.9"));
  CHECK_FALSE(config->operations.control[0].contains("127.0.0.1"));
  CHECK(config->operations.control[1].contains("2001:db8::1"));
}

TEST_CASE("what is wrong with operations is found at its place") {
  CHECK(rendered(with("listen: box")) ==
        "task.yaml:7:22: error: `operations.listen`: `box` has no port\n"
        "  operations: {listen: box}\n"
        "                       ^\n"
        "  hint: write `127.0.0.1:9464`\n");
  CHECK(rendered(with("control: [127.0.0.1, 10.1.0.0/8]")) ==
        "task.yaml:7:35: error: `operations.control[1]` is `10.1.0.0/8`, which is no address and no range\n"
        "  operations: {control: [127.0.0.1, 10.1.0.0/8]}\n"
        "                                    ^\n"
        "  hint: write a numeric address such as `10.1.2.3`, or a range with nothing behind its prefix such as "
        "`10.0.0.0/8`\n");
  CHECK(rendered(with("listn: :9464")) ==
        "task.yaml:7:14: error: `operations` has no key `listn`\n"
        "  operations: {listn: :9464}\n"
        "               ^\n"
        "  hint: did you mean `listen`?\n");
}
