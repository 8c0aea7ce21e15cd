// SPDX-License-Identifier: Apache-2.0
#include "config/field_table.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "support/certificates.hpp"
#include "unit/config/config_text.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// All of a Config but the values of secrets, as text.
std::string summary(const Config& c) {
  std::string text = c.task + '|' + c.mqtt.group + '|' + c.mqtt.client_id + '|' + std::to_string(c.mqtt.qos) + '|' +
                     std::to_string(c.mqtt.connections) + '|' + std::to_string(c.mqtt.session_expiry.count()) + '|' +
                     std::to_string(c.mqtt.receive_maximum) + '|' + std::to_string(c.mqtt.max_in_flight_bytes) + '|' +
                     std::to_string(c.mqtt.max_message_size) + '|' + std::to_string(c.mqtt.keep_alive.count()) + '|' +
                     std::to_string(c.mqtt.stop_deadline.count()) + '|' +
                     std::to_string(static_cast<int>(c.mqtt.on_stop));
  const MappingRules& m = c.mapping;
  text += '|' + m.key + '|' + std::to_string(static_cast<int>(m.headers.system)) + '|' + m.headers.system_prefix + '|' +
          std::to_string(static_cast<int>(m.headers.user_properties)) + '|' + m.headers.user_property_prefix + '|' +
          std::to_string(m.headers.add.size()) + '|' + m.extended.message_id.value_or("-") + '|' + m.where + '|' +
          m.default_topic + '|' + m.timestamp + '|' + std::to_string(static_cast<int>(m.payload)) + '|' +
          std::to_string(m.routes.size());
  return text + '|' + c.kafka.compression + '|' + std::to_string(c.kafka.properties.size()) + '|' +
         std::to_string(static_cast<int>(c.log.level)) + std::to_string(static_cast<int>(c.log.format));
}

/// An override that sets the field; within a list, in an item of its own.
std::string override_of(const ConfigSection& section, const ConfigField& field, std::string_view value) {
  if (!is_in_list(section)) return join_path(section.path, field.key) + '=' + std::string(value);
  const bool is_yaml = value.starts_with('{') || value.starts_with('"');
  const std::string text = is_yaml ? std::string(value) : '"' + std::string(value) + '"';
  const std::string item = std::string(field.key) + ": " + text;
  if (section.is_list()) return std::string(section.path) + "=[{" + item + "}]";
  return "mapping.routes=[{headers: {" + item + "}}]";
}

/// What else a key needs to make sense.
std::vector<std::string> companions_of(const ConfigSection& section, const ConfigField& field) {
  const std::string prefix = std::string(section.path) + '.';
  std::vector<std::string> overrides;
  if (field.key == "filter") overrides = {"mqtt.filters=#"};
  if (field.key == "default_topic") overrides = {"mapping.topic=${topic}"};
  if (section.path == "kafka.create") overrides = {"kafka.topic_policy=create"};
  if (section.path == "mqtt.tls" || field.key == "password") overrides = {"mqtt.brokers=[mqtts://b]"};
  if (section.path.ends_with(".tls") && (field.key == "certificate" || field.key.starts_with("key"))) {
    overrides.push_back(prefix + "certificate=me.pem");
    overrides.push_back(prefix + "key=me.key");
  }
  if (section.path != "kafka.sasl") return overrides;
  if (field.key == "token") return {prefix + "mechanism=OAUTHBEARER", "kafka.tls.enabled=true"};
  if (field.key == "mechanism" || field.key == "username" || field.key == "password") {
    return {prefix + "mechanism=PLAIN", prefix + "username=u", prefix + "password=p", "kafka.tls.enabled=true"};
  }
  return {prefix + "mechanism=OAUTHBEARER", prefix + "token_endpoint=https://h", prefix + "client_id=i",
          prefix + "client_secret=s", "kafka.tls.enabled=true"};
}

}  // namespace

TEST_CASE("each default of the table is the value that a task without the key has") {
  const auto plain = load(minimal());
  REQUIRE(plain.config);
  for (const ConfigSection& section : config_sections()) {
    for (const ConfigField& field : section.fields) {
      if (field.default_value.empty()) continue;
      const std::string path = join_path(section.path, field.key);
      CAPTURE(path, field.default_value);
      const auto written = load(minimal(), {override_of(section, field, field.default_value)});
      CHECK(render(written.diagnostics).empty());
      REQUIRE(written.config);
      CHECK(summary(*written.config) == summary(*plain.config));
    }
  }
}

TEST_CASE("each row has a meaning, a way to be read, and a default or an example") {
  std::set<std::string> paths;
  for (const ConfigSection& section : config_sections()) {
    for (const ConfigField& field : section.fields) {
      const std::string path = join_path(section.path, field.key);
      CAPTURE(path);
      CHECK(paths.insert(path).second);
      CHECK(field.doc.ends_with('.') != field.doc.ends_with('-'));
      CHECK(field.read != nullptr);
      CHECK(field.default_value.empty() != field.example.empty());
      CHECK((field.type == ValueType::choice) <= !field.choices.empty());
    }
  }
}

TEST_CASE("each example of the table is a good value") {
  const CertificateAuthority authority("ca");
  authority.issue("me", {.common_name = "me"});
  auto environment = environment_of();
  environment.read_file = [](const std::string&) { return Result<std::string>("hunter2"); };
  environment.folder = std::filesystem::path(authority.path()).parent_path();
  for (const ConfigSection& section : config_sections()) {
    for (const ConfigField& field : section.fields) {
      if (field.example.empty()) continue;
      const std::string path = join_path(section.path, field.key);
      CAPTURE(path, field.example);
      std::vector<std::string> overrides = companions_of(section, field);
      overrides.push_back(override_of(section, field, field.example));
      CHECK(rendered(minimal(), overrides, environment).empty());
    }
  }
}
