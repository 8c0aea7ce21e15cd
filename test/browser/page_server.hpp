// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ops/status.hpp"

namespace sluice::test {

/// The listener of a task whose status the test chooses; takes down who pauses and resumes.
class PageServer {
 public:
  explicit PageServer(TaskStatus status);
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  std::string url() const;
  void set(TaskStatus status);
  /// `pause` and `resume`, in the order in which they were asked for.
  std::vector<std::string> posts() const;
  /// Nothing listens any more.
  void fall_silent();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sluice::test
