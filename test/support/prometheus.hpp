// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace sluice::test {

/// Debian's Prometheus on a port of its own. It asks one target every second, as the job `sluice`.
class Prometheus {
 public:
  /// `rules`: the text of a file of rules, evaluated every second; may be empty.
  explicit Prometheus(std::uint16_t target, const std::string& rules = "");

  /// Waits until the answer to a query has `text` in it; the last answer.
  std::string wait_for(const std::string& query, const std::string& text) const;
  /// The alarms that fire now, by name.
  std::set<std::string> firing() const;
  std::string log() const { return process_.output(); }

 private:
  std::string ask(const std::string& query) const;

  TempDir folder_;
  std::uint16_t port_;
  Process process_;
};

}  // namespace sluice::test
