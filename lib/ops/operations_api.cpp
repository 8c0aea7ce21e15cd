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

/// `box` of `box:9464`, `::1` of `[::1]:9464`.
std::string_view without_port(std::string_view host) {
  if (!host.starts_with('[')) return host.substr(0, host.find(':'));
  const std::size_t end = host.find(']');
  return end == std::string_view::npos ? std::string_view{} : host.substr(1, end - 1);
}

/// A page that a browser of this machine has open could pause the task without anybody's will: one of another site, or
/// one whose name its owner lets point to us by now (DNS rebinding), which the browser takes for ours. Nobody can give
/// an address, `localhost` or our own name another meaning. Empty: it is no such page. Browsers send Origin with every
/// POST, programs do not.
std::string why_foreign(const HttpRequest& request, const std::string& own_name) {
  if (request.origin.empty()) return {};
  if (request.origin != "http://" + request.host && request.origin != "https://" + request.host) {
    return "a page of " + request.origin + ": use the task's own status page, or a program that sends no Origin header";
  }
  const std::string_view name = without_port(request.host);
  if (name == "localhost" || name == own_name || AddressRange::parse(name)) return {};
  return "a page that was opened as " + request.host +
         ": any site can give itself a name that leads here; open the status page by an address, as localhost, or by "
         "the name in operations.listen";
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

OperationsApi::OperationsApi(Task task, std::vector<AddressRange> control, std::string host)
    : task_(std::move(task)), control_(std::move(control)), host_(std::move(host)) {}

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
  const std::string foreign = why_foreign(request, host_);
  if (!foreign.empty()) return refusal(403, "POST " + request.path + " is not taken from " + foreign);
  task_.command(command, request.peer);
  return {200, json_type, text_of({{"paused", command == Command::pause}}), {}};
}

}  // namespace sluice
