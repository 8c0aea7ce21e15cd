// SPDX-License-Identifier: Apache-2.0
#include "ops/operations_api.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ops/status_json.hpp"
#include "ops/status_page/status_page.hpp"

namespace sluice {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* json_type = "application/json";
constexpr const char* metrics_type = "text/plain; version=0.0.4; charset=utf-8";

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n'; }

HttpResponse refusal(int status, const std::string& error) {
  return {status, json_type, text_of({{"error", error}}), {}};
}

HttpResponse alive(const TaskStatus& status) {
  if (status.alive) return {200, json_type, text_of({{"status", "alive"}}), {}};
  return {503, json_type, text_of({{"status", "stuck"}, {"reasons", status.reasons}}), {}};
}

/// A page that a browser of this machine has open could pause the task without anybody's will.
bool is_foreign_page(const HttpRequest& request) {
  return !request.origin.empty() && request.origin != "http://" + request.host &&
         request.origin != "https://" + request.host;
}

}  // namespace

struct OperationsApi::Route {
  std::string_view path;
  std::string_view method;
  HttpResponse (*answer)(const OperationsApi& api, const HttpRequest& request);
};

std::vector<OperationsApi::Route> OperationsApi::routes() {
  using Api = OperationsApi;
  return {
      {"/metrics", "GET",
       [](const Api& api, const HttpRequest&) {
         return HttpResponse{200, metrics_type, exposition(api.task_.metrics()), {}};
       }},
      {"/healthz", "GET", [](const Api& api, const HttpRequest&) { return alive(api.task_.status()); }},
      {"/readyz", "GET",
       [](const Api& api, const HttpRequest&) {
         const TaskStatus status = api.task_.status();
         return HttpResponse{status.ready ? 200 : 503, json_type, readiness_json(status) + '\n', {}};
       }},
      {"/status.json", "GET",
       [](const Api& api, const HttpRequest&) {
         return HttpResponse{200, json_type, status_json(api.task_.status()) + '\n', {}};
       }},
      {"/", "GET",
       [](const Api& api, const HttpRequest& request) {
         const Control control = api.is_in_control(request) ? Control::allowed : Control::refused;
         return HttpResponse{200,
                             "text/html; charset=utf-8",
                             render_status_page(api.task_.status(), control),
                             {{"Content-Security-Policy", status_page_policy()}}};
       }},
      {"/pause", "POST",
       [](const Api& api, const HttpRequest& request) { return api.control(Command::pause, request); }},
      {"/resume", "POST",
       [](const Api& api, const HttpRequest& request) { return api.control(Command::resume, request); }},
  };
}

OperationsApi::OperationsApi(Task task, std::vector<AddressRange> control)
    : task_(std::move(task)), control_(std::move(control)) {}

HttpResponse OperationsApi::answer(const HttpRequest& request) const {
  static const std::vector<Route> all = routes();
  const auto route = std::find_if(all.begin(), all.end(), [&](const Route& r) { return r.path == request.path; });
  HttpResponse response;
  if (route == all.end()) {
    std::string paths;
    for (const Route& known : all) paths += (paths.empty() ? "" : ", ") + std::string(known.path);
    response = refusal(404, "there is nothing at " + request.path + "; there is " + paths);
  } else if (request.method == route->method || (request.method == "HEAD" && route->method == "GET")) {
    response = route->answer(*this, request);
  } else {
    response = refusal(405, request.path + " takes " + std::string(route->method) + ", not " + request.method);
    response.headers.emplace_back("Allow", route->method == "GET" ? "GET, HEAD" : route->method);
  }
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  return response;
}

bool OperationsApi::is_in_control(const HttpRequest& request) const {
  return std::any_of(control_.begin(), control_.end(),
                     [&](const AddressRange& range) { return range.contains(request.peer); });
}

HttpResponse OperationsApi::control(Command command, const HttpRequest& request) const {
  if (!is_in_control(request)) {
    std::string allowed;
    for (const AddressRange& range : control_) allowed += (allowed.empty() ? "" : ", ") + range.text();
    return refusal(403, "POST " + request.path + " is not taken from " + request.peer +
                            ": add it to operations.control, which has " + allowed);
  }
  if (is_foreign_page(request)) {
    return refusal(403, "POST " + request.path + " is not taken from a page of " + request.origin +
                            ": use the task's own status page, or a program that sends no Origin header");
  }
  task_.command(command, request.peer);
  return {200, json_type, text_of({{"paused", command == Command::pause}}), {}};
}

}  // namespace sluice
