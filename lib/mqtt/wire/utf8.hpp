// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sluice {

/// Whether `text` is what MQTT 5 allows in a UTF-8 string (1.5.4): well-formed UTF-8, so no overlong form, no
/// surrogate, nothing beyond U+10FFFF, and no U+0000. Control characters and non-characters are allowed: the standard
/// only advises against them. ASCII passes eight bytes at a time.
bool is_mqtt_text(std::string_view text);

}  // namespace sluice
