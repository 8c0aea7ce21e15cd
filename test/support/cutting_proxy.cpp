// SPDX-License-Identifier: Apache-2.0
#include "support/cutting_proxy.hpp"

#include <poll.h>

#include <system_error>
#include <vector>

namespace sluice::test {

CuttingProxy::CuttingProxy(std::uint16_t upstream_port, const CutPlan& plan, AckWatch* watch)
    : upstream_port_(upstream_port), plan_(plan), watch_(watch), random_(plan.seed) {
  thread_ = std::thread([this] { run(); });
}

CuttingProxy::~CuttingProxy() {
  stop_ = true;
  thread_.join();
}

void CuttingProxy::run() {
  while (!stop_) {
    if (cut_asked_.exchange(false) || is_down_) reset_all();
    std::vector<pollfd> waits{{listener_.fd(), POLLIN, 0}};
    for (const auto& pair : pairs_) {
      waits.push_back({pair.client.fd(), POLLIN, 0});
      waits.push_back({pair.broker.fd(), POLLIN, 0});
    }
    if (::poll(waits.data(), waits.size(), 20) <= 0) continue;
    std::size_t index = 1;
    for (auto pair = pairs_.begin(); pair != pairs_.end(); index += 2) {
      const bool alive = (waits[index].revents == 0 || forward(*pair, pair->client, pair->broker)) &&
                         (waits[index + 1].revents == 0 || forward(*pair, pair->broker, pair->client));
      pair = alive ? std::next(pair) : pairs_.erase(pair);
    }
    if (waits[0].revents != 0) accept_one();
  }
}

void CuttingProxy::reset_all() {
  for (Pair& pair : pairs_) {
    pair.client.reset();
    pair.broker.reset();
    ++cuts_;
  }
  pairs_.clear();
}

void CuttingProxy::accept_one() {
  auto client = listener_.accept(Milliseconds{0});
  if (!client) return;
  if (is_down_) return client->reset();
  try {
    Pair pair{std::move(*client), Stream::connect(upstream_port_), {}, 0};
    pair.left = std::uniform_int_distribution<std::uint32_t>(plan_.least, plan_.most)(random_);
    pairs_.push_back(std::move(pair));
    if (watch_ != nullptr) watch_->begin_connection();
  } catch (const std::system_error&) {
    client->reset();  // the broker is away: the client sees a reset instead of a refusal
  }
}

bool CuttingProxy::forward(Pair& pair, Stream& from, Stream& to) {
  const auto bytes = from.receive(Milliseconds{0});
  if (!bytes) return true;
  if (bytes->empty()) {
    from.was_reset() ? to.reset() : to.close();
    return false;
  }
  if (watch_ != nullptr) {
    &from == &pair.broker ? watch_->see_from_broker(*bytes) : watch_->see_from_client(*bytes);
  }
  const bool may_cut = &from == &pair.broker && cutting_ && plan_.at != CutPlan::At::never;
  if (may_cut) return forward_and_cut(pair, *bytes);
  const std::string held =
      &from == &pair.broker ? pair.frames.take_rest() : std::string();  // from before cutting ended
  return to.send(held + *bytes);
}

bool CuttingProxy::forward_and_cut(Pair& pair, const std::string& bytes) {
  std::string passed;
  if (plan_.at == CutPlan::At::bytes) {
    passed = bytes.substr(0, pair.left);
    pair.left -= static_cast<std::uint32_t>(passed.size());
  } else {
    pair.frames.append(bytes);
    while (pair.left > 0) {
      const auto packet = pair.frames.next();
      if (!packet) break;
      passed += packet->bytes();
      --pair.left;
    }
  }
  const bool sent = pair.client.send(passed);
  if (pair.left > 0) return sent;
  ++cuts_;
  pair.client.reset();
  pair.broker.reset();
  return false;
}

}  // namespace sluice::test
