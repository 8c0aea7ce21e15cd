// SPDX-License-Identifier: Apache-2.0
#include "config/secret_source.hpp"

#include "config/environment.hpp"
#include "config/substitute.hpp"

namespace sluice {

Result<Secret> read_again(const SecretSource& source) {
  Node node = Node::scalar(source.written, {});
  Findings findings;
  substitute(node, system_environment(source.folder), findings);
  if (!findings.all().empty()) return failure(findings.all().front().text);
  return Secret(std::move(node.text));
}

}  // namespace sluice
