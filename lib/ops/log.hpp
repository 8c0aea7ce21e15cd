// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "config/config.hpp"
#include "ops/event.hpp"

namespace sluice {

/// One event as one line, without time and level: `event=ready msg="..." client_id=a-1`.
std::string to_logfmt(const Event& event);
/// The same as the members of a JSON object: `"event":"ready","msg":"...","client_id":"a-1"`.
std::string to_json_members(const Event& event);

/// Writes each event as one line on standard error. Thread-safe; a line that cannot be written is dropped, never
/// thrown.
class Log final : public EventSink {
 public:
  explicit Log(const LogConfig& config);
  ~Log() override;

  void emit(const Event& event) override;

 private:
  struct Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace sluice
