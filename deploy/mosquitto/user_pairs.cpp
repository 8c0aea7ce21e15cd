// SPDX-License-Identifier: Apache-2.0
#include "user_pairs.hpp"

#include <mosquitto_broker.h>
#include <mqtt_protocol.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace sluice::mosquitto {

namespace {

struct Free {
  void operator()(void* memory) const { mosquitto_free(memory); }
};
using Text = std::unique_ptr<char, Free>;
using Bytes = std::unique_ptr<void, Free>;

struct FreeList {
  void operator()(mosquitto_property* list) const { mosquitto_property_free_all(&list); }
};
using List = std::unique_ptr<mosquitto_property, FreeList>;

enum class Kind { reserved, other, unreadable };

/// `property` is the head of the rest of its list, so reading the first of its identifier reads itself.
Kind kind_of(const mosquitto_property* property) {
  if (mosquitto_property_identifier(property) != MQTT_PROP_USER_PROPERTY) return Kind::other;
  char* name = nullptr;
  mosquitto_property_read_string_pair(property, MQTT_PROP_USER_PROPERTY, &name, nullptr, false);
  const Text owner(name);
  if (name == nullptr) return Kind::unreadable;
  return std::ranges::find(reserved_names, std::string_view(name)) != reserved_names.end() ? Kind::reserved
                                                                                           : Kind::other;
}

bool copy_text(const mosquitto_property* from, int identifier, mosquitto_property** to) {
  char* value = nullptr;
  mosquitto_property_read_string(from, identifier, &value, false);
  const Text owner(value);
  return value != nullptr && mosquitto_property_add_string(to, identifier, value) == MOSQ_ERR_SUCCESS;
}

bool copy_binary(const mosquitto_property* from, int identifier, mosquitto_property** to) {
  void* value = nullptr;
  std::uint16_t size = 0;
  const bool is_read = mosquitto_property_read_binary(from, identifier, &value, &size, false) != nullptr;
  const Bytes owner(value);
  return is_read && mosquitto_property_add_binary(to, identifier, value, size) == MOSQ_ERR_SUCCESS;
}

bool copy_pair(const mosquitto_property* from, int identifier, mosquitto_property** to) {
  char* name = nullptr;
  char* value = nullptr;
  mosquitto_property_read_string_pair(from, identifier, &name, &value, false);
  const Text name_owner(name);
  const Text value_owner(value);
  return name != nullptr && value != nullptr &&
         mosquitto_property_add_string_pair(to, identifier, name, value) == MOSQ_ERR_SUCCESS;
}

/// Appends a copy of the property that `from` begins with: any that a PUBLISH may have (MQTT 5, 2.2.2.2).
bool copy_property(const mosquitto_property* from, mosquitto_property** to) {
  const int identifier = mosquitto_property_identifier(from);
  std::uint8_t byte = 0;
  std::uint16_t small = 0;
  std::uint32_t number = 0;
  switch (identifier) {
    case MQTT_PROP_PAYLOAD_FORMAT_INDICATOR:
      return mosquitto_property_read_byte(from, identifier, &byte, false) != nullptr &&
             mosquitto_property_add_byte(to, identifier, byte) == MOSQ_ERR_SUCCESS;
    case MQTT_PROP_TOPIC_ALIAS:
      return mosquitto_property_read_int16(from, identifier, &small, false) != nullptr &&
             mosquitto_property_add_int16(to, identifier, small) == MOSQ_ERR_SUCCESS;
    case MQTT_PROP_MESSAGE_EXPIRY_INTERVAL:
      return mosquitto_property_read_int32(from, identifier, &number, false) != nullptr &&
             mosquitto_property_add_int32(to, identifier, number) == MOSQ_ERR_SUCCESS;
    case MQTT_PROP_SUBSCRIPTION_IDENTIFIER:
      return mosquitto_property_read_varint(from, identifier, &number, false) != nullptr &&
             mosquitto_property_add_varint(to, identifier, number) == MOSQ_ERR_SUCCESS;
    case MQTT_PROP_CORRELATION_DATA: return copy_binary(from, identifier, to);
    case MQTT_PROP_USER_PROPERTY: return copy_pair(from, identifier, to);
    default: return copy_text(from, identifier, to);
  }
}

}  // namespace

bool remove_reserved(mosquitto_property*& properties) noexcept {
  bool has_reserved = false;
  for (const mosquitto_property* at = properties; at != nullptr; at = mosquitto_property_next(at)) {
    const Kind kind = kind_of(at);
    if (kind == Kind::unreadable) return false;
    has_reserved = has_reserved || kind == Kind::reserved;
  }
  if (!has_reserved) return true;

  List kept;
  for (const mosquitto_property* at = properties; at != nullptr; at = mosquitto_property_next(at)) {
    const Kind kind = kind_of(at);
    if (kind == Kind::reserved) continue;
    mosquitto_property* list = kept.release();
    const bool is_copied = kind == Kind::other && copy_property(at, &list);
    kept.reset(list);
    if (!is_copied) return false;
  }
  mosquitto_property_free_all(&properties);
  properties = kept.release();
  return true;
}

void append_pair(mosquitto_property*& properties, const char* name, const char* value) noexcept {
  if (value == nullptr) return;
  // A failure leaves the list as it was: the message goes on without this pair.
  static_cast<void>(mosquitto_property_add_string_pair(&properties, MQTT_PROP_USER_PROPERTY, name, value));
}

}  // namespace sluice::mosquitto
