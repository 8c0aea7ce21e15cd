// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sluice {

/// Which of a set of things is taken: a named group, or those listed.
enum class Selection { defaults, all, none, listed };

/// `mapping.headers`: which headers a record carries.
struct HeaderRules {
  Selection system = Selection::defaults;
  std::vector<std::string> system_fields;  ///< with Selection::listed: field names, e.g. "topic"
  std::string system_prefix = "mqtt.";
  Selection user_properties = Selection::all;  ///< `defaults` is the same as `all`
  std::vector<std::string> user_patterns;      ///< with Selection::listed: "name" or "prefix*"
  std::string user_property_prefix;
  std::vector<std::pair<std::string, std::string>> add;  ///< header name -> template, in the file's order
};

/// `mapping.extended_fields`: which broker-added user property carries which extended field. Absent: not mapped.
struct ExtendedFieldRules {
  std::optional<std::string> message_id;
  std::optional<std::string> message_timestamp;
  std::optional<std::string> publisher_client_id;
  std::optional<std::string> publisher_client_host;
  std::optional<std::string> publisher_username;
};

/// The `mapping` section as plain values: what `Mapper::compile` takes.
struct MappingRules {
  std::string topic;
  std::string key = "${topic}";  ///< empty: records without key
  HeaderRules headers;
  ExtendedFieldRules extended;
  std::string task;                  ///< value of the field `task`
  std::vector<std::string> filters;  ///< subscribed filters, for the field `filter`
};

}  // namespace sluice
