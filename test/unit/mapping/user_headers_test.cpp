// SPDX-License-Identifier: Apache-2.0
#include "mapping/user_headers.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "header_lines.hpp"

namespace sluice {

namespace {

using Lines = std::vector<std::string>;

UserHeaders compiled(const HeaderRules& rules) {
  std::vector<MappingFault> faults;
  UserHeaders result = UserHeaders::compile(rules, faults);
  REQUIRE(faults.empty());
  return result;
}

Lines carried(const HeaderRules& rules, std::span<const UserProperty> properties) {
  UserHeaders user = compiled(rules);
  HeaderList headers;
  headers.begin(properties.size());
  user.append(properties, headers);
  return lines(headers.view());
}

std::string carried_name(const HeaderRules& rules, const std::string& name) {
  const std::array<UserProperty, 1> property{{{name, ""}}};
  const Lines all = carried(rules, property);
  REQUIRE(all.size() == 1);
  return all[0].substr(0, all[0].size() - 1);
}

constexpr std::array<UserProperty, 6> properties{
    {{"k1", "v"}, {"traceparent", "00-1"}, {"k1", "w"}, {"", "no name"}, {"k2", ""}, {"K1", "x"}}};

}  // namespace

TEST_CASE("user properties are carried in order, repeats and empty names kept") {
  CHECK(carried({}, properties) == Lines{"k1=v", "traceparent=00-1", "k1=w", "=no name", "k2=", "K1=x"});
  CHECK(carried({}, {}).empty());
}

TEST_CASE("a prefix stands before each user property's name") {
  HeaderRules rules;
  rules.user_property_prefix = "u-";
  CHECK(carried(rules, properties) == Lines{"u-k1=v", "u-traceparent=00-1", "u-k1=w", "u-=no name", "u-k2=", "u-K1=x"});
}

TEST_CASE("user properties are selected by name and by the beginning of the name") {
  struct Row {
    Selection selection;
    std::vector<std::string> patterns;
    Lines carried;
  };
  const Row row = GENERATE(values<Row>({
      {Selection::none, {}, {}},
      {Selection::listed, {}, {}},
      {Selection::listed, {"k1"}, {"k1=v", "k1=w"}},
      {Selection::listed, {"k"}, {}},
      {Selection::listed, {"k*"}, {"k1=v", "k1=w", "k2="}},
      {Selection::listed, {"k1*"}, {"k1=v", "k1=w"}},
      {Selection::listed, {"K1", "trace*"}, {"traceparent=00-1", "K1=x"}},
      {Selection::listed, {""}, {"=no name"}},
      {Selection::listed, {"*"}, {"k1=v", "traceparent=00-1", "k1=w", "=no name", "k2=", "K1=x"}},
  }));
  HeaderRules rules;
  rules.user_properties = row.selection;
  rules.user_patterns = row.patterns;
  CHECK(carried(rules, properties) == row.carried);
}

TEST_CASE("patterns ask for the property's own name, not for the header's") {
  HeaderRules rules;
  rules.user_properties = Selection::listed;
  rules.user_patterns = {"mqtt.*"};
  rules.user_property_prefix = "u-";
  const std::array<UserProperty, 2> two{{{"mqtt.qos", "9"}, {"u-mqtt.qos", "9"}}};
  CHECK(carried(rules, two) == Lines{"u-mqtt.qos=9"});
}

TEST_CASE("a name that would begin with the system prefix is carried as user.<name>") {
  struct Row {
    std::string user_prefix;
    std::string name;
    std::string carried;
  };
  const Row row = GENERATE(values<Row>({
      {"", "mqtt.", "user.mqtt."},
      {"", "mqtt.topic", "user.mqtt.topic"},
      {"", "mqtt.anything", "user.mqtt.anything"},
      {"", "mqtt", "mqtt"},
      {"", "mqttx", "mqttx"},
      {"", "MQTT.topic", "MQTT.topic"},
      {"", "x.mqtt.topic", "x.mqtt.topic"},
      {"", "user.mqtt.topic", "user.mqtt.topic"},
      {"", "topic", "topic"},
      {"x.", "mqtt.topic", "x.mqtt.topic"},
      {"mqtt.", "topic", "user.mqtt.topic"},
      {"mqtt.", "", "user.mqtt."},
      {"mqtt.u.", "topic", "user.mqtt.u.topic"},
      {"mq", "tt.topic", "user.mqtt.topic"},
      {"mq", "tt", "mqtt"},
      {"mq", "mqtt.topic", "mqmqtt.topic"},
  }));
  CAPTURE(row.user_prefix, row.name);
  HeaderRules rules;
  rules.user_property_prefix = row.user_prefix;
  CHECK(carried_name(rules, row.name) == row.carried);
}

TEST_CASE("whatever the prefixes and the name, no user property begins with the system prefix") {
  const std::vector<std::string> parts{"", "m", "mq", "qtt.", "mqtt.", "mqtt", "t", ".", "topic", "user.", "us", "x"};
  const std::vector<std::string> system_prefixes{"mqtt.", "m", "mqtt", "t", ".", "x.user.", "us_", "mqtt.mqtt."};
  std::size_t tried = 0;
  std::size_t forged = 0;
  for (const std::string& system_prefix : system_prefixes) {
    for (const std::string& user_prefix : parts) {
      HeaderRules rules;
      rules.system_prefix = system_prefix;
      rules.user_property_prefix = user_prefix;
      UserHeaders user = compiled(rules);
      for (const std::string& a : parts) {
        for (const std::string& b : parts) {
          const std::string name = a + b + "topic";
          const std::array<UserProperty, 1> property{{{name, ""}}};
          HeaderList list;
          list.begin(1);
          user.append(property, list);
          const auto headers = list.view();
          ++tried;
          const bool own_name_kept = headers.size() == 1 && headers[0].name.ends_with(user_prefix + name);
          if (own_name_kept && !headers[0].name.starts_with(system_prefix)) continue;
          ++forged;
          UNSCOPED_INFO(system_prefix << " | " << user_prefix << " | " << name);
        }
      }
    }
  }
  CHECK(tried == 8 * 12 * 12 * 12);
  CHECK(forged == 0);
}

TEST_CASE("built names keep their place while later ones are built") {
  HeaderRules rules;
  rules.user_property_prefix = "p.";
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) names.push_back("name" + std::to_string(i));
  std::vector<UserProperty> many;
  for (const std::string& name : names) many.push_back({name, ""});
  const Lines all = carried(rules, many);
  REQUIRE(all.size() == 200);
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == "p." + names[i] + "=");
}

TEST_CASE("prefixes and patterns that cannot work are found at start") {
  struct Row {
    std::string system_prefix;
    std::vector<std::string> patterns;
    MappingFault fault;
  };
  const std::string other = "choose another prefix, such as `mqtt.`";
  const std::string whole = "write a whole name, or prefix* for all names that begin so";
  const Row row = GENERATE_COPY(values<Row>({
      {"",
       {},
       {"headers.system_prefix", 0, "without a prefix a user property could forge a system header",
        "keep a prefix such as `mqtt.`, or set system: none and name the headers in add"}},
      {"user.",
       {},
       {"headers.system_prefix", 0,
        "prefix `user.` collides with `user.`, which marks user properties of reserved names", other}},
      {"us",
       {},
       {"headers.system_prefix", 0, "prefix `us` collides with `user.`, which marks user properties of reserved names",
        other}},
      {"user.mqtt.",
       {},
       {"headers.system_prefix", 0,
        "prefix `user.mqtt.` collides with `user.`, which marks user properties of reserved names", other}},
      {"mqtt.", {"k1", "a*b"}, {"headers.user_properties[1]", 1, "in `a*b` the * is not at the end", whole}},
      {"mqtt.", {"**"}, {"headers.user_properties[0]", 0, "in `**` the * is not at the end", whole}},
  }));
  HeaderRules rules;
  rules.system_prefix = row.system_prefix;
  rules.user_patterns = row.patterns;
  std::vector<MappingFault> faults;
  UserHeaders::compile(rules, faults);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].key == row.fault.key);
  CHECK(faults[0].offset == row.fault.offset);
  CHECK(faults[0].text == row.fault.text);
  CHECK(faults[0].hint == row.fault.hint);
}

}  // namespace sluice
