// SPDX-License-Identifier: Apache-2.0
#include "browser/browser.hpp"

#include <httplib.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "mapping/base64.hpp"

namespace sluice::test {

namespace {

using Json = nlohmann::json;

/// A browser's start on a busy machine.
constexpr Milliseconds start_deadline{60'000};
constexpr time_t call_deadline_s = 60;
/// The name under which WebDriver hands out elements (W3C WebDriver, 11).
constexpr const char* element_key = "element-6066-11e4-a52e-4f735466cecf";

int port_of(Process& driver) {
  const std::string sentence = "was started successfully on port ";
  const auto line = driver.wait_for_line(sentence, start_deadline);
  if (!line) throw std::runtime_error("chromedriver did not start: " + driver.output());
  const std::string text = driver.line(*line);
  return std::stoi(text.substr(text.find(sentence) + sentence.size()));
}

Json capabilities(const Screen& screen, const std::string& profile) {
  Json arguments =
      Json::array({"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                   "--disable-background-networking", "--disable-component-update", "--disable-sync",
                   "--disable-dev-shm-usage", "--hide-scrollbars", "--no-proxy-server", "--user-data-dir=" + profile});
  Json options{{"args", arguments}};
  if (!screen.scripts) options["prefs"] = {{"profile.managed_default_content_settings.javascript", 2}};
  return {{"capabilities", {{"alwaysMatch", {{"browserName", "chrome"}, {"goog:chromeOptions", options}}}}}};
}

}  // namespace

Browser::Browser(const Screen& screen)
    : driver_({{"chromedriver", "--port=0"}, {{"no_proxy", "127.0.0.1"}}, {}}), port_(port_of(driver_)) {
  const Json session = call("POST", "/session", capabilities(screen, profile_.path()));
  session_ = "/session/" + session.at("sessionId").get<std::string>();
  set_up(screen);
}

Browser::~Browser() {
  try {
    call("DELETE", session_, nullptr);
  } catch (const std::exception&) {
    // The process group is killed anyway.
  }
}

void Browser::set_up(const Screen& screen) {
  devtools(
      "Emulation.setDeviceMetricsOverride",
      {{"width", screen.width}, {"height", screen.height}, {"deviceScaleFactor", 1}, {"mobile", screen.width < 600}});
  const char* scheme = screen.dark ? "dark" : "light";
  devtools("Emulation.setEmulatedMedia",
           {{"features", Json::array({{{"name", "prefers-color-scheme"}, {"value", scheme}}})}});
}

void Browser::open(const std::string& url) { call("POST", session_ + "/url", {{"url", url}}); }

std::string Browser::title() { return call("GET", session_ + "/title", nullptr).get<std::string>(); }

std::string Browser::find(const std::string& selector) {
  const Json element = call("POST", session_ + "/element", {{"using", "css selector"}, {"value", selector}});
  return session_ + "/element/" + element.at(element_key).get<std::string>();
}

std::string Browser::text(const std::string& selector) {
  return call("GET", find(selector) + "/text", nullptr).get<std::string>();
}

bool Browser::shows(const std::string& selector) {
  const Json found = call("POST", session_ + "/elements", {{"using", "css selector"}, {"value", selector}});
  if (found.empty()) return false;
  const std::string path = session_ + "/element/" + found.at(0).at(element_key).get<std::string>();
  return call("GET", path + "/displayed", nullptr).get<bool>();
}

void Browser::click(const std::string& selector) { call("POST", find(selector) + "/click", Json::object()); }

Json Browser::evaluate(const std::string& body) {
  return call("POST", session_ + "/execute/sync", {{"script", body}, {"args", Json::array()}});
}

void Browser::save_screenshot(const std::string& path) {
  const Json shot = devtools("Page.captureScreenshot", {{"format", "png"}, {"captureBeyondViewport", true}});
  std::ofstream(path, std::ios::binary) << decode_base64(shot.at("data").get<std::string>()).value();
}

Json Browser::devtools(const std::string& command, const Json& parameters) {
  return call("POST", session_ + "/goog/cdp/execute", {{"cmd", command}, {"params", parameters}});
}

Json Browser::call(const std::string& method, const std::string& path, const Json& parameters) {
  httplib::Client client("127.0.0.1", port_);
  client.set_read_timeout(call_deadline_s);
  const std::string body = parameters.is_null() ? "" : parameters.dump();
  const auto answer = method == "GET"      ? client.Get(path)
                      : method == "DELETE" ? client.Delete(path)
                                           : client.Post(path, body, "application/json");
  if (!answer) throw std::runtime_error("chromedriver does not answer " + method + ' ' + path);
  const Json json = Json::parse(answer->body, nullptr, false);
  if (answer->status != 200 || json.is_discarded()) {
    throw std::runtime_error(method + ' ' + path + ' ' + body + ": " + answer->body.substr(0, 600));
  }
  return json.at("value");
}

}  // namespace sluice::test
