// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mapping/fault.hpp"
#include "mapping/field_buffer.hpp"
#include "mapping/payload_document.hpp"
#include "mapping/reading.hpp"
#include "mapping/rules.hpp"
#include "mapping/value.hpp"

namespace sluice {

enum class FieldId : std::uint8_t {
  topic,
  packet_id,
  duplicated,
  qos,
  retained,
  message_id,
  message_timestamp,
  publisher_client_id,
  publisher_client_host,
  publisher_username,
  content_type,
  payload_format,
  message_expiry,
  response_topic,
  correlation_data,
  filter,
  payload,
  payload_size,
  user,
  task,
  received,
};

/// Whether a field has a header of its own, `<system_prefix><name>`.
enum class HeaderUse : std::uint8_t {
  by_default,  ///< `system: default`, `all`, or listed
  on_request,  ///< `system: all` or listed: it costs something
  never        ///< only by a template in `headers.add`
};

struct FieldRow {
  FieldId id;
  std::string_view name;
  HeaderUse header;
  std::string_view meaning;
};

/// Every field, in the order of the headers. Templates and header lists take their names from here.
std::span<const FieldRow> field_table();

/// The row of that name, or null.
const FieldRow* find_field(std::string_view name);

std::string_view field_name(FieldId id);

/// did you mean `topic`?, or the list of all names when none is near.
std::string field_hint(std::string_view name);

/// Levels of the topic, first to last, 1-based; negative ones count from the end. Those beyond the topic are left out.
struct LevelRange {
  int first = 1;
  int last = -1;

  friend bool operator==(const LevelRange&, const LevelRange&) = default;
};

/// A field as a template names it.
struct Field {
  FieldId id = FieldId::topic;
  std::optional<LevelRange> levels{};  ///< with `topic[n]`, `topic[n:m]`
  std::string user_name{};             ///< with `user.NAME`: the user property's name
  PayloadPath path{};                  ///< with `payload.a.b[0]`

  friend bool operator==(const Field&, const Field&) = default;
};

/// Parses `qos`, `topic[-1]`, `topic[2:]`, `user.NAME`, `user["odd name"]` (`\"` and `\\` inside the quotes), and
/// `payload.a["odd name"][0]`, at most 64 steps.
tl::expected<Field, TextFault> parse_field(std::string_view text);

/// The field's text as a view into the message, the rules, the parsed payload or `buffer`; nothing when the message
/// does not have it. Numbers in decimal, flags `true` / `false`, bytes as they are; parts of the payload as
/// `PayloadDocument::text_at`. Of several user properties of one name the last counts: brokers append theirs after the
/// publisher's. Allocates only while the buffer grows.
std::optional<std::string_view> field_text(const Field& field, Reading& reading, FieldBuffer& buffer);

/// The field's value with its kind: numbers as integers, flags as booleans, the others as text; null when the message
/// does not have it. The view of text stands as long as the message, the rules and the reading's current message.
Value field_value(const Field& field, Reading& reading);

/// The user property that carries an extended field, as the rules say: null when it is not mapped or `id` is no
/// extended field.
const std::string* extended_property(FieldId id, const ExtendedFieldRules& rules);

/// The fault of asking for an extended field that no message can have, because the rules do not map it.
std::optional<TextFault> check_mapped(FieldId id, const ExtendedFieldRules& rules);

/// Whether the field comes from a user property that the rules have to name.
bool is_extended(FieldId id);

}  // namespace sluice
