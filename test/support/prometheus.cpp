// SPDX-License-Identifier: Apache-2.0
#include "support/prometheus.hpp"

#include <regex>

#include "support/eventually.hpp"
#include "support/http_client.hpp"
#include "support/sockets.hpp"

namespace sluice::test {

namespace {

std::string configuration(const TempDir& folder, std::uint16_t target, const std::string& rules) {
  std::string text = "global: {scrape_interval: 1s, evaluation_interval: 1s}\n";
  if (!rules.empty()) text += "rule_files: ['" + folder.write("rules.yaml", rules).string() + "']\n";
  text += "scrape_configs: [{job_name: sluice, static_configs: [{targets: ['127.0.0.1:" + std::to_string(target) +
          "']}]}]\n";
  return folder.write("prometheus.yaml", text).string();
}

}  // namespace

Prometheus::Prometheus(std::uint16_t target, const std::string& rules)
    : port_(free_port()),
      process_({{"prometheus", "--config.file=" + configuration(folder_, target, rules),
                 "--storage.tsdb.path=" + (folder_.path() / "data").string(),
                 "--web.listen-address=127.0.0.1:" + std::to_string(port_)},
                {},
                {}}) {}

std::string Prometheus::ask(const std::string& query) const {
  const auto answer = http(port_, "GET", "/api/v1/query?query=" + query, "Connection: close\r\n");
  return answer ? answer->body : "";
}

std::string Prometheus::wait_for(const std::string& query, const std::string& text) const {
  std::string body;
  eventually(Milliseconds{30'000}, [&] {
    body = ask(query);
    return body.find(text) != std::string::npos;
  });
  return body;
}

std::set<std::string> Prometheus::firing() const {
  static const std::regex name(R"re("alertname":"([^"]*)")re");
  const std::string body = ask("ALERTS%7Balertstate=%22firing%22%7D");
  std::set<std::string> names;
  for (std::sregex_iterator it(body.begin(), body.end(), name), end; it != end; ++it) names.insert((*it)[1].str());
  return names;
}

}  // namespace sluice::test
