// SPDX-License-Identifier: Apache-2.0
#include "config/checker.hpp"

namespace sluice {

const Node* node_of(const PathMap& paths, std::string path) {
  for (;;) {
    const auto found = paths.find(path);
    if (found != paths.end()) return found->second;
    const std::size_t end = path.find_last_of(".[");
    if (end == std::string::npos) return nullptr;
    path.resize(end);
  }
}

Place place_of(const PathMap& paths, const std::string& path, std::size_t offset) {
  const Node* node = node_of(paths, path);
  if (node == nullptr) return {0, 1, 1};
  return paths.contains(path) ? node->place_of(offset) : node->place;
}

bool Checker::is_sound(const std::string& path) const {
  const auto found = paths_.find(path);
  if (found != paths_.end() && found->second->is_unresolved) return false;
  for (std::size_t end = path.size(); end != std::string::npos && end > 0; end = path.find_last_of(".[", end - 1)) {
    if (findings_.has(path.substr(0, end))) return false;
  }
  return true;
}

}  // namespace sluice
