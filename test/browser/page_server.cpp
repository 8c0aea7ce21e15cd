// SPDX-License-Identifier: Apache-2.0
#include "browser/page_server.hpp"

#include <mutex>
#include <stdexcept>

#include "ops/operations_api.hpp"

namespace sluice::test {

struct PageServer::State {
  explicit State(TaskStatus first) : status(std::move(first)) {}

  OperationsApi::Task task() {
    return {[this] {
              const std::lock_guard lock(mutex);
              return status;
            },
            [] { return TaskMetrics{}; },
            [this](OperationsApi::Command command, const std::string&) {
              const bool pauses = command == OperationsApi::Command::pause;
              const std::lock_guard lock(mutex);
              posts.emplace_back(pauses ? "pause" : "resume");
              status.paused = pauses;
              status.word = pauses ? HealthWord::paused : HealthWord::healthy;
            }};
  }

  mutable std::mutex mutex;
  TaskStatus status;
  std::vector<std::string> posts;
  OperationsApi api{task(), OperationsConfig{}.control, "127.0.0.1"};
  std::unique_ptr<HttpServer> server;
};

PageServer::PageServer(TaskStatus status) : state_(std::make_unique<State>(std::move(status))) {
  auto server =
      HttpServer::start({"127.0.0.1", 0}, [this](const HttpRequest& request) { return state_->api.answer(request); });
  if (!server) throw std::runtime_error(server.error().text);
  state_->server = std::move(*server);
}

PageServer::~PageServer() = default;

std::string PageServer::url() const { return state_->server->url() + '/'; }

void PageServer::set(TaskStatus status) {
  const std::lock_guard lock(state_->mutex);
  state_->status = std::move(status);
}

std::vector<std::string> PageServer::posts() const {
  const std::lock_guard lock(state_->mutex);
  return state_->posts;
}

void PageServer::fall_silent() { state_->server.reset(); }

}  // namespace sluice::test
