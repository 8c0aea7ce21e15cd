// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mqtt/transport/transport.hpp"
#include "probe/patience.hpp"
#include "probe/step.hpp"

namespace sluice {

/// What a host name stands for, and how the asking went.
struct Resolved {
  std::vector<std::string> addresses;  ///< numeric, in the resolver's order; empty when it failed
  StepFinding finding;
};

/// `setting`: the key of the configuration that names the host, for the remedy.
Resolved resolve(const std::string& host, const std::string& setting, const Patience& patience);

/// A TCP connection, and how the opening went.
struct Opened {
  std::unique_ptr<Transport> transport;  ///< null when it failed
  StepFinding finding;
};

/// To the first of the addresses that takes it, all of them within one step's time.
Opened open_tcp(const std::vector<std::string>& addresses, std::uint16_t port, const std::string& setting,
                const Patience& patience);

/// Goes on with the opening of what lies above TCP.
enum class Opening { ready, failed, deadline, stopped };
Opening advance(Transport& transport, const StepTime& time);

/// What a step says that its deadline or the operator ended.
StepFinding out_of_time(const std::string& awaited, const std::string& remedy, const Patience& patience);
StepFinding interrupted();

}  // namespace sluice
