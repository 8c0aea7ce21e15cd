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

/// What becomes of the payload.
enum class PayloadForm {
  raw,     ///< its bytes
  base64,  ///< its bytes as text
  json     ///< one object with fields, user properties and payload
};

/// What a record is made of: the keys of `mapping` that a route may have too.
struct RecordRules {
  std::string topic;                   ///< a name, or a template of one
  std::string default_topic;           ///< for messages for which the template gives none; empty: they are rejected
  std::string key = "${topic}";        ///< a template; empty: records without key
  std::string timestamp = "received";  ///< `received`, `message`, or a template of milliseconds or ISO 8601
  PayloadForm payload = PayloadForm::raw;
  HeaderRules headers;
};

/// One of `mapping.routes`: the messages that it takes, and what they become. Complete: what the file leaves out is the
/// mapping's.
struct RouteRules : RecordRules {
  std::vector<std::string> filters;  ///< MQTT topic filters, of which one must match; none: every topic
  std::string where;                 ///< a condition that must be true as well; empty: none
};

/// The `mapping` section as plain values: what `Mapper::compile` takes. Its own record rules are for the messages that
/// no route takes.
struct MappingRules : RecordRules {
  std::string where;  ///< a condition; what does not pass becomes no record; empty: everything passes
  ExtendedFieldRules extended;
  std::vector<RouteRules> routes;    ///< the first that takes a message makes its record
  std::string task;                  ///< value of the field `task`
  std::vector<std::string> filters;  ///< subscribed filters, for the field `filter`
};

}  // namespace sluice
