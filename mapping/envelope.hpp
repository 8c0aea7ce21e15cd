// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "mapping/fields.hpp"

namespace sluice {

/// The payload form `json`: one JSON object with what the message has, keys in one order, named as the fields:
///
///     {"topic": "a/b", "qos": 1, "retained": false, "duplicated": false, "packet_id": 7, ...,
///      "user_properties": [["name", "value"], ...], "payload": ..., "payload_encoding": "json" | "text" | "base64"}
///
/// without the spaces. Numbers and flags are JSON's, correlation data is base64. A payload that is JSON is embedded
/// byte for byte but for spaces around it; other UTF-8 is a text; the rest base64.
class Envelope {
 public:
  explicit Envelope(const ExtendedFieldRules& extended);

  /// A view into this object, valid until its next call.
  std::string_view write(Reading& reading);

 private:
  enum class Style { text, bare, base64 };
  struct Entry {
    Field field;
    Style style;
    std::string key;  ///< as it stands in the object, with quotes and colon
  };
  static Style style_of(FieldId id);

  void append_user_properties(std::span<const UserProperty> properties);
  void append_payload(Reading& reading);
  void append_base64(std::string_view bytes);

  std::vector<Entry> entries_;
  FieldBuffer buffer_;
  std::string text_;
};

}  // namespace sluice
