// SPDX-License-Identifier: Apache-2.0
// The broker's side of Sluice's extended fields: adds to each PUBLISH what MQTT itself does not carry. Mosquitto calls
// everything here from its one thread; nothing throws beyond this file.
#include <mosquitto.h>
#include <mosquitto_broker.h>
// After the broker's header, whose types it uses. What it declares is all that this library shows.
#pragma GCC visibility push(default)
#include <mosquitto_plugin.h>
#pragma GCC visibility pop

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <exception>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "message_id.hpp"
#include "user_pairs.hpp"

namespace {

using namespace sluice::mosquitto;

enum Field : std::size_t { message_id, timestamp, client_id, client_address, client_username };

/// The option `fields`: which of them are added. All five names are taken from publishers whatever it says, else one
/// that is not added could be forged.
using Fields = std::array<bool, reserved_names.size()>;

struct Plugin {
  mosquitto_plugin_id_t* id = nullptr;
  Fields fields{};
  MessageIds ids;
};

std::uint64_t now_ms() noexcept {
  using namespace std::chrono;
  return static_cast<std::uint64_t>(duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
}

void add_fields(Plugin& plugin, mosquitto_evt_message& event) noexcept {
  const std::uint64_t now = now_ms();
  mosquitto_property*& list = event.properties;
  if (plugin.fields[message_id]) append_pair(list, message_id_name, plugin.ids.next(now).data());
  if (plugin.fields[timestamp]) {
    std::array<char, 24> text{};
    std::to_chars(text.data(), text.data() + text.size() - 1, now);
    append_pair(list, timestamp_name, text.data());
  }
  if (plugin.fields[client_id]) append_pair(list, client_id_name, mosquitto_client_id(event.client));
  if (plugin.fields[client_address]) append_pair(list, client_address_name, mosquitto_client_address(event.client));
  if (plugin.fields[client_username]) append_pair(list, client_username_name, mosquitto_client_username(event.client));
}

extern "C" int sluice_on_message(int /*event*/, void* data, void* userdata) {
  auto& event = *static_cast<mosquitto_evt_message*>(data);
  // Rather no message than a forged one: without memory the publisher is disconnected and sends it again.
  if (!remove_reserved(event.properties)) return MOSQ_ERR_NOMEM;
  add_fields(*static_cast<Plugin*>(userdata), event);
  return MOSQ_ERR_SUCCESS;
}

std::string name_list() {
  std::string text;
  for (const std::string_view name : reserved_names) text += (text.empty() ? "" : ", ") + std::string(name.substr(1));
  return text;
}

bool refuse(const std::string& what) {
  mosquitto_log_printf(MOSQ_LOG_ERR, "sluice: %s", what.c_str());
  return false;
}

/// `message_id, clientid`: names without their dollar.
bool read_fields(std::string_view value, Fields& fields) {
  fields = {};
  while (!value.empty()) {
    const std::size_t comma = value.find(',');
    std::string_view name = value.substr(0, comma);
    value = comma == std::string_view::npos ? "" : value.substr(comma + 1);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    const auto* const known =
        std::ranges::find_if(reserved_names, [name](std::string_view full) { return full.substr(1) == name; });
    if (known == reserved_names.end()) {
      return refuse("plugin_opt_fields names \"" + std::string(name) + "\", which is not known: write some of " +
                    name_list());
    }
    fields[static_cast<std::size_t>(known - reserved_names.begin())] = true;
  }
  return true;
}

bool read_options(std::span<const mosquitto_opt> options, Fields& fields) {
  fields.fill(true);
  for (const mosquitto_opt& option : options) {
    if (option.key != std::string_view("fields")) {
      return refuse("plugin_opt_" + std::string(option.key) + " is not known: its only option is plugin_opt_fields");
    }
    if (!read_fields(option.value == nullptr ? "" : option.value, fields)) return false;
  }
  return true;
}

int start(mosquitto_plugin_id_t* id, void** userdata, std::span<const mosquitto_opt> options) {
  Fields fields{};
  if (!read_options(options, fields)) return MOSQ_ERR_INVAL;
  std::random_device device;
  const std::uint64_t chance = (std::uint64_t{device()} << 32U) | device();
  auto plugin = std::make_unique<Plugin>(Plugin{id, fields, MessageIds(chance)});
  const int result = mosquitto_callback_register(id, MOSQ_EVT_MESSAGE, sluice_on_message, nullptr, plugin.get());
  if (result != MOSQ_ERR_SUCCESS) return result;
  *userdata = plugin.release();
  return MOSQ_ERR_SUCCESS;
}

}  // namespace

extern "C" int mosquitto_plugin_version(int count, const int* versions) {
  const auto* const end = versions + count;
  return std::find(versions, end, MOSQ_PLUGIN_VERSION) == end ? -1 : MOSQ_PLUGIN_VERSION;
}

extern "C" int mosquitto_plugin_init(mosquitto_plugin_id_t* id, void** userdata, mosquitto_opt* options, int count) {
  try {
    return start(id, userdata, {options, static_cast<std::size_t>(count)});
  } catch (const std::exception& error) {
    mosquitto_log_printf(MOSQ_LOG_ERR, "sluice: the plugin cannot start: %s", error.what());
    return MOSQ_ERR_UNKNOWN;
  }
}

extern "C" int mosquitto_plugin_cleanup(void* userdata, mosquitto_opt* /*options*/, int /*count*/) {
  const std::unique_ptr<Plugin> plugin(static_cast<Plugin*>(userdata));
  if (plugin) mosquitto_callback_unregister(plugin->id, MOSQ_EVT_MESSAGE, sluice_on_message, nullptr);
  return MOSQ_ERR_SUCCESS;
}
