// SPDX-License-Identifier: Apache-2.0
// Any bytes as a configuration: diagnostics, never a crash; and what is under a secret key shows in none of them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"

namespace {

sluice::Environment environment() {
  sluice::Environment result;
  result.variable = [](const std::string& name) -> std::optional<std::string> {
    if (name.empty()) return std::nullopt;
    return "value of " + name;
  };
  result.read_file = [](const std::string& path) -> sluice::Result<std::string> {
    if (path.empty()) return sluice::failure("No such file or directory");
    return "content of " + path + '\n';
  };
  result.hostname = "box";
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  // Behind the first NUL stand overrides, one a line.
  const std::size_t nul = std::min(text.find('\0'), text.size());
  std::vector<std::string> overrides;
  for (std::size_t begin = nul + 1; begin < text.size() && overrides.size() < 8;) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    overrides.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  const auto result = sluice::load_text(std::string_view(text).substr(0, nul), "fuzz.yaml", overrides, environment());
  const std::string output = sluice::render(result.diagnostics);
  if (result.config.has_value() == sluice::has_errors(result.diagnostics)) std::abort();
  for (const sluice::Diagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.text.empty() || diagnostic.caret > diagnostic.source_line.size() + 1) std::abort();
  }

  // A secret with any text behind it: it must not come out.
  const std::string secret = "S3CR3Tx7";
  const std::string quoted = "task: p\nmqtt: {username: a, pasword: \"" + secret + "\", " +
                             std::string(std::string_view(text).substr(0, nul)) + "}\n";
  const auto hidden = sluice::load_text(quoted, "fuzz.yaml", {}, environment());
  if (sluice::render(hidden.diagnostics).find(secret) != std::string::npos) std::abort();
  return 0;
}
