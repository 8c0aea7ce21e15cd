// SPDX-License-Identifier: Apache-2.0
#include "mapping/transform.hpp"

#include <catch2/catch.hpp>

namespace sluice {

TEST_CASE("each transform changes the end of a text and leaves its beginning") {
  struct Row {
    std::string name;
    std::string text;
    std::string result;
  };
  const Row row = GENERATE(values<Row>({
      {"slug", "", ""},
      {"slug", "plant/7 x", "plant_7_x"},
      {"slug", "a.b_c-D9", "a.b_c-D9"},
      {"slug", "M\xC3\xBCnchen \xE2\x82\xAC", "M_nchen__"},
      {"slug", std::string("\0\x7f/", 3), "___"},
      {"slug", "\xF0\x9F\x98\x80", "_"},
      {"slug", "\xFF\xFE", "__"},
      {"lower", "Plant-\xC3\x84 7", "plant-\xC3\x84 7"},
      {"upper", "Plant-\xC3\xA4 7", "PLANT-\xC3\xA4 7"},
      {"base64", "", ""},
      {"base64", "f", "Zg=="},
      {"base64", "fo", "Zm8="},
      {"base64", "foo", "Zm9v"},
      {"base64", "foob", "Zm9vYg=="},
      {"base64", "fooba", "Zm9vYmE="},
      {"base64", "foobar", "Zm9vYmFy"},
      {"base64", "\xFF\xFE\xFD", "//79"},
      {"hex", "", ""},
      {"hex", std::string("\0\x0f\xf0\xff az", 7), "000ff0ff20617a"},
  }));
  CAPTURE(row.name, row.text);
  std::string text = "A /" + row.text;
  apply(parse_transform(row.name).value(), text, 3);
  CHECK(text == "A /" + row.result);
}

}  // namespace sluice
