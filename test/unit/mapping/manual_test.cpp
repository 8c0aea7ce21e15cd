// SPDX-License-Identifier: Apache-2.0
// The examples of docs/mapping.md outside its chapter Filter, taken from its tables.
#include <fstream>

#include "mapping/template.hpp"
#include "one_mapping.hpp"

namespace sluice {

namespace {

using Cells = std::vector<std::string>;

/// A table's cell as it is meant: without the backquotes, and `|` not escaped.
std::string plain(std::string_view cell) {
  if (cell.size() > 1 && cell.starts_with('`') && cell.ends_with('`')) cell = cell.substr(1, cell.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell.substr(i, 2) != "\\|") text += cell[i];
  }
  return text;
}

Cells cells_of(std::string_view line) {
  Cells cells;
  line.remove_prefix(2);
  for (std::size_t end = line.find(" |"); end != std::string_view::npos; end = line.find(" |")) {
    cells.push_back(plain(line.substr(0, end)));
    line.remove_prefix(std::min(end + 3, line.size()));
  }
  return cells;
}

std::vector<std::string> manual_lines() {
  std::ifstream manual(SLUICE_SOURCE_DIR "/docs/mapping.md");
  std::vector<std::string> lines;
  for (std::string line; std::getline(manual, line);) lines.push_back(line);
  return lines;
}

/// The rows of all tables whose first line begins so.
std::vector<Cells> rows_under(std::string_view heading) {
  std::vector<Cells> rows;
  bool is_table = false;
  for (const std::string& line : manual_lines()) {
    if (!line.starts_with('|')) is_table = false;
    if (is_table && !line.starts_with("|---")) rows.push_back(cells_of(line));
    if (line.starts_with(heading)) is_table = true;
  }
  return rows;
}

/// The message of the manual.
MqttMessage manual_message() {
  static constexpr std::array<UserProperty, 4> properties{
      {{"k1", "v0"}, {"k1", "v1"}, {"Site", "North"}, {"$clientid", "meter-7"}}};
  MqttMessage message;
  message.topic = "plant/7/Press Hall";
  message.qos = 1;
  message.packet_id = 12;
  message.user_properties = properties;
  message.correlation_data = std::string_view("\x00\xff", 2);
  message.received_ms = 1'700'000'000'123;
  message.payload =
      R"({"temp": 85.50, "id": 7, "on": true, "state": {"mode": "auto", "codes": [1, 2]}, "odd name": "x"})";
  return message;
}

MappingRules manual_rules() {
  MappingRules rules;
  rules.topic = "t";
  rules.extended.publisher_client_id = "$clientid";
  return rules;
}

/// As the tables say it.
std::string rendered(const std::string& text) {
  const MappingRules rules = manual_rules();
  const MqttMessage message = manual_message();
  Reading reading(rules);
  reading.begin(message);
  const auto parsed = Template::parse(text);
  if (!parsed) return parsed.error().text;
  RenderBuffer buffer;
  const auto result = parsed->render(reading, buffer);
  if (!result) return "nothing";
  return result->empty() ? "an empty text" : std::string(*result);
}

std::string topic_of(const std::string& topic) {
  MappingRules rules = manual_rules();
  rules.topic = topic;
  Mapper mapper = compiled(rules);
  const Mapped mapped = mapper.map(manual_message());
  if (const auto* rejection = std::get_if<Rejection>(&mapped)) return rejection->code;
  return std::string(std::get<KafkaRecord>(mapped).topic);
}

}  // namespace

TEST_CASE("the templates of the manual give what it says") {
  const auto rows = rows_under("| template | gives |");
  CHECK(rows.size() > 20);
  for (const Cells& row : rows) {
    CAPTURE(row[0]);
    CHECK(rendered(row[0]) == row.at(1));
  }
}

TEST_CASE("the topics of the manual are what it says") {
  const auto rows = rows_under("| topic | gives |");
  CHECK(rows.size() > 5);
  for (const Cells& row : rows) {
    CAPTURE(row[0]);
    CHECK(topic_of(row[0]) == row.at(1));
  }
}

TEST_CASE("the times of the manual are what it says") {
  const auto rows = rows_under("| timestamp | payload | gives |");
  CHECK(rows.size() > 5);
  for (const Cells& row : rows) {
    CAPTURE(row[0], row[1]);
    MappingRules rules = manual_rules();
    rules.timestamp = row[0];
    Mapper mapper = compiled(rules);
    MqttMessage message = manual_message();
    message.payload = row.at(1);
    CHECK(std::to_string(record_of(mapper, message).timestamp_ms) == row.at(2));
  }
}

TEST_CASE("the envelope of the manual is what its message becomes") {
  std::string envelope;
  bool is_inside = false;
  for (const std::string& line : manual_lines()) {
    if (line == "```") is_inside = false;
    if (is_inside) envelope += line;
    if (line == "```json") is_inside = true;
  }
  MappingRules rules = manual_rules();
  rules.payload = PayloadForm::json;
  Mapper mapper = compiled(rules);
  CHECK(record_of(mapper, manual_message()).value == envelope);
}

TEST_CASE("the manual tells of every field") {
  std::string text;
  for (const std::string& line : manual_lines()) text += line;
  for (const FieldRow& row : field_table()) {
    CAPTURE(row.name);
    const std::string name(row.name);
    CHECK((text.find('`' + name + '`') != std::string::npos || text.find('`' + name + '.') != std::string::npos));
  }
}

}  // namespace sluice
