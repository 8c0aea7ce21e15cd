// SPDX-License-Identifier: Apache-2.0
#include "config/environment.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "core/text_file.hpp"

namespace sluice {

namespace {

constexpr std::size_t value_bytes_max = 1U << 20U;

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

}  // namespace

Environment system_environment(const std::string& folder) {
  Environment environment;
  environment.variable = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
  environment.read_file = [folder](const std::string& path) {
    return read_text_file((std::filesystem::path(folder) / path).string(), value_bytes_max);
  };
  environment.folder = folder;
  environment.hostname = host_name();
  return environment;
}

}  // namespace sluice
