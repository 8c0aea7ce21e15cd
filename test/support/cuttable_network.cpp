// SPDX-License-Identifier: Apache-2.0
#include "support/cuttable_network.hpp"

#include <unistd.h>

#include <stdexcept>

namespace sluice::test {
namespace {

constexpr Milliseconds patience{10'000};
const std::string cut_link = "sluice-cut";

/// What the command said when it failed; nothing when it did not.
std::optional<std::string> try_command(const std::vector<std::string>& words) {
  Process process({words, {}, {}});
  const auto ended = process.wait(patience);
  if (ended == ExitStatus{0, 0}) return std::nullopt;
  std::string text;
  for (const auto& word : words) text += word + " ";
  process.wait_for_line("\n", Milliseconds{100});  // until the output has ended
  return text + "failed: " + process.output();
}

void run(const std::vector<std::string>& words) {
  if (const auto failure = try_command(words)) throw std::runtime_error(*failure);
}

}  // namespace

std::optional<std::string> CuttableNetwork::why_not() {
  if (::geteuid() != 0) return "only root may make network namespaces";
  try {
    return try_command({"unshare", "--net", "ip", "link", "add", "name", "a", "type", "veth", "peer", "name", "b"});
  } catch (const std::exception& error) {
    return error.what();
  }
}

// 198.18.0.0/15 is set aside for tests of networks (RFC 2544).
CuttableNetwork::CuttableNetwork()
    : link_network_("198.18." + std::to_string(::getpid() % 250) + "."),
      holder_({{"unshare", "--net", "sh", "-c", "ip link set lo up && echo ready && exec sleep infinity"}, {}, {}}) {
  if (!holder_.wait_for_line("ready", patience)) {
    throw std::runtime_error("no network namespace: " + holder_.output());
  }
  add_link("sluice-steady", 1);
  add_link(cut_link, 5);
}

Place CuttableNetwork::place() const { return {inside({}), "0.0.0.0"}; }

// Only the far end goes down: the near one keeps its route, so that nobody here is told.
void CuttableNetwork::cut() { run(inside({"ip", "link", "set", cut_link, "down"})); }
void CuttableNetwork::mend() { run(inside({"ip", "link", "set", cut_link, "up"})); }

std::vector<std::string> CuttableNetwork::inside(std::vector<std::string> command) const {
  std::vector<std::string> words{"nsenter", "--net=/proc/" + std::to_string(holder_.pid()) + "/ns/net"};
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

void CuttableNetwork::add_link(const std::string& name, unsigned host_number) {
  const std::string here = "slc" + std::to_string(::getpid()) + "-" + std::to_string(host_number);
  run({"ip", "link", "add", "name", here, "type", "veth", "peer", "name", name, "netns",
       std::to_string(holder_.pid())});
  run({"ip", "address", "add", link_network_ + std::to_string(host_number) + "/30", "dev", here});
  run({"ip", "link", "set", here, "up"});
  run(inside({"ip", "address", "add", link_network_ + std::to_string(host_number + 1) + "/30", "dev", name}));
  run(inside({"ip", "link", "set", name, "up"}));
}

}  // namespace sluice::test
