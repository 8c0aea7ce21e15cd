// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/servers.hpp"

namespace sluice::test {

/// A network namespace for a server, with two private links to it: one that stays and one that may be cut. While it
/// is cut packets vanish without a word, as behind a dead router. The namespace has no name: it ends with the process
/// that holds it, so with the test, however that ends.
class CuttableNetwork {
 public:
  /// Why there can be none here (rights, kernel, tools), or nothing.
  static std::optional<std::string> why_not();

  /// Throws std::runtime_error with what `ip` said when it cannot be made.
  CuttableNetwork();

  /// Where a server is to run.
  Place place() const;
  /// Addresses of a server in there: behind the link that stays, and behind the one that may be cut.
  std::string steady_address() const { return link_network_ + "2"; }
  std::string cut_address() const { return link_network_ + "6"; }

  void cut();
  void mend();

 private:
  std::vector<std::string> inside(std::vector<std::string> command) const;
  void add_link(const std::string& name, unsigned host_number);

  std::string link_network_;  ///< three octets and a dot
  Process holder_;
};

}  // namespace sluice::test
