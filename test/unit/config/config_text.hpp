// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/load.hpp"

namespace sluice::test {

/// A machine with these variables and files, named `box`.
inline Environment environment_of(std::map<std::string, std::string> variables = {},
                                  std::map<std::string, std::string> files = {}) {
  Environment environment;
  environment.variable = [variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
  environment.read_file = [files](const std::string& path) -> Result<std::string> {
    const auto found = files.find(path);
    if (found == files.end()) return failure("No such file or directory");
    return found->second;
  };
  environment.hostname = "box";
  return environment;
}

/// The least that is a task, with further lines below `mqtt`.
inline std::string minimal(const std::string& mqtt_lines = "") {
  return "task: plant\nmapping: {topic: t}\nkafka: {brokers: [k:9092]}\nmqtt:\n  brokers: [mqtt://b]\n  filters: "
         "[a/#]\n" +
         mqtt_lines;
}

inline LoadResult load(const std::string& text, const std::vector<std::string>& overrides = {},
                       const Environment& environment = environment_of()) {
  return load_text(text, "task.yaml", overrides, environment);
}

inline std::string rendered(const std::string& text, const std::vector<std::string>& overrides = {},
                            const Environment& environment = environment_of()) {
  return render(load(text, overrides, environment).diagnostics);
}

}  // namespace sluice::test
