// SPDX-License-Identifier: Apache-2.0
#include "dry_run/difference.hpp"

#include <array>
#include <catch2/catch.hpp>

using namespace sluice;
using namespace std::string_view_literals;

namespace {

const std::array<RecordHeader, 3> headers{{{"k", "v"}, {"k", "w"}, {"b", "\xFF"sv}}};
const DryResult a_record{KafkaRecord{"t", "key", headers, "value", 1000}, 1};

using Differences = std::vector<Difference>;

}  // namespace

TEST_CASE("only what is expected is compared") {
  ExpectedRecord expected;
  CHECK(differences(expected, a_record).empty());
  expected = {"t",          ExpectedRecord::Key{"key"},
              1000,         {{{"k", "v"}, {"k", "w"}, {"b", "\xFF"}}},
              {{"k", "w"}}, {"c"},
              "value",      std::nullopt,
              "1"};
  CHECK(differences(expected, a_record).empty());
}

TEST_CASE("a key may be wanted, unwanted, or another") {
  const DryResult keyless{KafkaRecord{"t", std::nullopt, {}, {}, 0}, std::nullopt};
  ExpectedRecord none;
  none.key = ExpectedRecord::Key{};
  ExpectedRecord some;
  some.key = ExpectedRecord::Key{"other"};
  CHECK(differences(none, keyless).empty());
  CHECK(differences(none, a_record) == Differences{{"key", "none", "\"key\""}});
  CHECK(differences(some, keyless) == Differences{{"key", "\"other\"", "none"}});
  CHECK(differences(some, a_record) == Differences{{"key", "\"other\"", "\"key\""}});
}

TEST_CASE("the first header that differs is named") {
  const auto difference = [](std::vector<ExpectedRecord::Header> wanted) {
    ExpectedRecord expected;
    expected.headers = std::move(wanted);
    return differences(expected, a_record);
  };
  CHECK(difference({{"k", "w"}, {"k", "v"}}) == Differences{{"headers[0]", R"(["k","w"])", R"(["k","v"])"}});
  CHECK(difference({{"k", "v"}, {"k", "w"}}) ==
        Differences{{"headers[2]", "no further header", R"(["b","/w==","base64"])"}});
  CHECK(difference({{"k", "v"}, {"k", "w"}, {"b", "\xFF"}, {"c", ""}}) ==
        Differences{{"headers[3]", R"(["c",""])", "no further header"}});
}

TEST_CASE("of long texts the part around the first difference is shown") {
  const std::string long_text(1000, 'x');
  ExpectedRecord expected;
  expected.value = long_text + 'a';
  const std::string actual = long_text + 'b' + long_text;
  const DryResult result{KafkaRecord{"t", std::nullopt, {}, actual, 0}, std::nullopt};
  CHECK(differences(expected, result) ==
        Differences{{"value, from byte 1000 on", "... \"" + std::string(40, 'x') + "a\"",
                     "... \"" + std::string(40, 'x') + 'b' + std::string(119, 'x') + "\" ..."}});
}

TEST_CASE("long texts are cut between characters") {
  std::string text = "x";
  for (int i = 0; i < 200; ++i) text += "é";
  ExpectedRecord expected;
  expected.value = text + "a";
  const std::string actual = text + "b";
  const DryResult result{KafkaRecord{"t", std::nullopt, {}, actual, 0}, std::nullopt};
  const auto found = differences(expected, result);
  REQUIRE(found.size() == 1);
  CHECK(found[0].expected ==
        "... \"éééééééééééééééééééé"
        "a\"");
  CHECK(found[0].actual ==
        "... \"éééééééééééééééééééé"
        "b\"");
}
