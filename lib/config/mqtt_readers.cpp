// SPDX-License-Identifier: Apache-2.0
#include "config/mqtt_readers.hpp"

#include "config/address.hpp"
#include "config/readers.hpp"
#include "mapping/topic_filter.hpp"

namespace sluice {

namespace {

constexpr std::size_t string_bytes_max = 65535;  // MQTT 5, 1.5.4 and 1.5.6
constexpr std::size_t filters_max = 256;

}  // namespace

void read_brokers(const Slot& slot, Config& config) {
  const auto items = read_list(slot);
  if (!items) return;
  for (const ListItem& item : *items) {
    auto broker = parse_broker_url(item.text);
    if (broker) {
      config.mqtt.brokers.push_back(std::move(*broker));
    } else {
      const AddressFault& fault = broker.error();
      const bool is_shown = !item.node->is_substituted();
      slot.findings.error(
          item.place, item.path,
          '`' + item.path +
              "`: " + (is_shown ? fault.text : "the value of " + slot.shown(*item.node) + " is no broker address"),
          is_shown ? fault.hint : "write `mqtt://host:1883`");
    }
  }
}

void read_filters(const Slot& slot, Config& config) {
  const auto items = read_list(slot);
  if (!items) return;
  if (items->size() > filters_max) {
    slot.fault('`' + slot.path + "` has " + std::to_string(items->size()) + " filters: all must fit into one SUBSCRIBE",
               "at most 256; a wildcard covers many topics, or split the task");
    return;
  }
  for (const ListItem& item : *items) {
    if (const auto fault = check_topic_filter(item.text)) {
      slot.findings.error(item.place_of(fault->offset), item.path, '`' + item.path + "`: " + fault->text,
                          "a filter is a topic with `+` for one level and `#` for all that follow: `sensor/+/state`");
    }
  }
  config.mqtt.filters = texts_of(*items);
}

void read_qos(const Slot& slot, Config& config) {
  if (slot.node.text == "2") {
    slot.fault(
        "`mqtt.qos` is `2`: in a shared subscription a QoS 2 message stays bound to one member (MQTT 5, 4.8.2), "
        "so it cannot move on when that one dies",
        "use `1`: what publishers send at QoS 2 then arrives at least once, and repeats only after a crash");
    return;
  }
  if (const auto qos = read_number(slot)) config.mqtt.qos = static_cast<std::uint8_t>(*qos);
}

std::optional<std::string> read_mqtt_text(const Slot& slot) {
  auto text = read_text(slot);
  if (text && text->size() > string_bytes_max) {
    slot.fault('`' + slot.path + "` has " + std::to_string(text->size()) + " bytes", "MQTT allows 65535");
    return std::nullopt;
  }
  return text;
}

void read_session_expiry(const Slot& slot, Config& config) {
  if (slot.node.text.starts_with('0')) {
    slot.fault(value_text(slot) + ": the session would end with the connection, and with it what was not acknowledged",
               "write how long the broker shall keep it, for example `session_expiry: 24h`");
    return;
  }
  if (const auto expiry = read_seconds(slot)) config.mqtt.session_expiry = *expiry;
}

void read_keep_alive(const Slot& slot, Config& config) {
  if (slot.node.text.starts_with('0')) {
    slot.fault(value_text(slot) + ": a dead connection would never be noticed", "for example `keep_alive: 30s`");
    return;
  }
  if (const auto interval = read_seconds(slot)) config.mqtt.keep_alive = *interval;
}

}  // namespace sluice
