// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/address_range.hpp"
#include "ops/exposition.hpp"
#include "ops/http_server.hpp"
#include "ops/status.hpp"

namespace sluice {

/// What the listener at `operations.listen` answers to which request. May be asked from several threads at a time.
class OperationsApi {
 public:
  enum class Command { pause, resume };

  struct Task {
    std::function<TaskStatus()> status;
    std::function<TaskMetrics()> metrics;
    /// `by`: the address that asked.
    std::function<void(Command, const std::string& by)> command;
  };

  /// `control`: who may pause and resume. `host`: of `operations.listen`; as a name it is one by which a browser may do
  /// so, beside `localhost` and addresses.
  OperationsApi(Task task, std::vector<AddressRange> control, std::string host);

  HttpResponse answer(const HttpRequest& request) const;

 private:
  struct Route;
  static std::vector<Route> routes();
  bool is_in_control(const HttpRequest& request) const;
  HttpResponse control(Command command, const HttpRequest& request) const;

  const Task task_;
  const std::vector<AddressRange> control_;
  const std::string host_;
};

}  // namespace sluice
