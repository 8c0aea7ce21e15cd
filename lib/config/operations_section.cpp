// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "config/address.hpp"
#include "config/readers.hpp"

namespace sluice {

namespace {

void read_listen(const Slot& slot, Config& config) {
  const auto text = read_text(slot);
  if (!text) return;
  auto address = parse_listen_address(*text);
  if (address) {
    config.operations.listen = std::move(*address);
  } else {
    slot.fault('`' + slot.path + "`: " + address.error().text, address.error().hint);
  }
}

void read_control(const Slot& slot, Config& config) {
  const auto items = read_list(slot);
  if (!items) return;
  config.operations.control.clear();
  for (const ListItem& item : *items) {
    if (const auto range = AddressRange::parse(item.text)) {
      config.operations.control.push_back(*range);
    } else {
      slot.findings.error(item.place_of(0), item.path,
                          '`' + item.path + "` is " + slot.shown(*item.node) + ", which is no address and no range",
                          "write a numeric address such as `10.1.2.3`, or a range with nothing behind its prefix such "
                          "as `10.0.0.0/8`");
    }
  }
}

}  // namespace

std::span<const ConfigField> operations_fields() {
  static const std::array<ConfigField, 2> fields{{
      {
          .key = "listen",
          .type = ValueType::text,
          .example = "127.0.0.1:9464",
          .doc = "Where the HTTP listener for `/metrics`, `/healthz`, `/readyz`, `/status.json` and the status page "
                 "waits: "
                 "`host:port`, `[::]:port` for every address, `:port` for this machine alone. Without it there is "
                 "none. It "
                 "asks nobody for a password: keep it inside your network.",
          .read = read_listen,
      },
      {
          .key = "control",
          .type = ValueType::list,
          .default_value = "[127.0.0.1, \"::1\"]",
          .doc =
              "Addresses and ranges (`10.0.0.0/8`) from which `POST /pause` and `POST /resume` are taken. All others "
              "may look, not touch.",
          .read = read_control,
      },
  }};
  return fields;
}

}  // namespace sluice
