// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sluice {

/// Where on its way a message was found impossible to deliver.
enum class Stage { decode, mapping, kafka };

constexpr std::string_view to_text(Stage stage) {
  switch (stage) {
    case Stage::decode: return "decode";
    case Stage::mapping: return "mapping";
    case Stage::kafka: return "kafka";
  }
  return "";
}

/// The message's own fault: trying again cannot help.
struct Rejection {
  Stage stage = Stage::mapping;
  std::string code;    ///< short name, e.g. a Kafka error name `MSG_SIZE_TOO_LARGE`
  std::string reason;  ///< a sentence with the offending value and the remedy
};

}  // namespace sluice
