// SPDX-License-Identifier: Apache-2.0
#include "mqtt/broker_list.hpp"

#include <string>

#include "config/address.hpp"

namespace sluice {

namespace {

/// Servers that send us round in a circle are not followed for ever.
constexpr std::uint32_t hops_max = 3;

}  // namespace

BrokerList::BrokerList(const MqttConfig& config) : configured_(config.brokers), follows_(config.follow_redirects) {}

const BrokerUrl& BrokerList::current() const {
  if (passing_) return *passing_;
  return moved_ ? *moved_ : configured_[index_];
}

bool BrokerList::advance() {
  if (passing_ || moved_) {
    // Where we were sent does not answer: the list is what the operator wrote.
    passing_.reset();
    moved_.reset();
    index_ = 0;
    // A pause follows: whoever sends us there again then is followed again, the server may be back.
    hops_ = 0;
    return false;
  }
  index_ = (index_ + 1) % configured_.size();
  return index_ != 0;
}

void BrokerList::restart() {
  passing_.reset();
  index_ = 0;
}

bool BrokerList::redirect(std::string_view reference, Move move) {
  if (!follows_ || hops_ >= hops_max) return false;
  auto url = parse(reference);
  if (!url) return false;
  ++hops_;
  passing_.reset();
  (move == Move::passing ? passing_ : moved_) = std::move(url);
  return true;
}

std::optional<BrokerUrl> BrokerList::parse(std::string_view reference) const {
  // The format is a recommendation only: the first part that is an address is taken.
  const std::string present = current().text();
  const std::string scheme = present.substr(0, present.find("://") + 3);
  while (!reference.empty()) {
    const std::size_t end = std::min(reference.find(' '), reference.size());
    const std::string_view part = reference.substr(0, end);
    reference.remove_prefix(std::min(end + 1, reference.size()));
    // A scheme of its own could lead credentials from TLS to plain TCP.
    if (part.empty() || part.find("://") != std::string_view::npos) continue;
    if (auto url = parse_broker_url(scheme + std::string(part))) return std::move(*url);
  }
  return std::nullopt;
}

}  // namespace sluice
