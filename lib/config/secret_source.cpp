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

Result<Secret> value_now(const SecretSource& source, const Secret& known) {
  if (!source.can_change()) return known;
  return read_again(source);
}

std::optional<Secret> latest(const SecretSource& source, const std::optional<Secret>& known) {
  if (!source.can_change()) return known;
  const auto now = read_again(source);
  return now ? std::optional(*now) : known;
}

CertificateFiles latest(const SecretSource& key_password, CertificateFiles files) {
  files.key_password = latest(key_password, files.key_password);
  return files;
}

}  // namespace sluice
