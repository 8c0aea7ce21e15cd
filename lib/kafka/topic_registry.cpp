// SPDX-License-Identifier: Apache-2.0
#include "kafka/topic_registry.hpp"

#include <sys/eventfd.h>

#include <algorithm>
#include <cassert>

#include "kafka/topics.hpp"
#include "ops/events.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using State = TopicAnswer::State;

/// One question to Kafka: the end of the registry waits for it.
constexpr Millis question_timeout = 1500ms;
/// A refusal is not for ever: somebody may make the topic, or raise the bound of another task.
constexpr auto refusal_lifetime = 30s;
/// Refusals that are remembered; the names come from outside.
constexpr std::size_t refusals_max = 10'000;
/// Topics of a view that were there and have gone.
constexpr std::size_t gone_max = 1000;
constexpr auto retry_floor = 250ms;
constexpr auto retry_ceiling = 15s;

constexpr std::string_view templates_key = "the template of mapping.topic";

/// Kafka takes `a.b` and `a_b` for one name in its metrics, and refuses the second.
std::string canonical(std::string name) {
  std::ranges::replace(name, '.', '_');
  return name;
}

Millis retry_delay(unsigned attempts) {
  const Millis grown = retry_floor * (1U << std::min(attempts, 6U));
  return std::min<Millis>(grown, retry_ceiling);
}

TopicAnswer too_many(const std::string& topic, std::uint32_t bound) {
  return {State::unusable, "TOO_MANY_TOPICS",
          "topic \"" + topic + "\" does not exist and is not made: templates fill " + std::to_string(bound) +
              " topics already, as many as kafka.create.max_topics allows; raise it, make the topic yourself, or set "
              "mapping.default_topic"};
}

TopicAnswer collision(const std::string& topic, const std::string& other) {
  return {State::unusable, "TOPIC_COLLISION",
          "topic \"" + topic + "\" is not made: Kafka does not tell it from \"" + other +
              "\", as `.` and `_` are the same in its metrics; change the template, or set mapping.default_topic"};
}

}  // namespace

TopicRegistry::TopicRegistry(const Config& config, EventSink& events) : config_(config), events_(events) {}

TopicRegistry::~TopicRegistry() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

TopicAnswer TopicRegistry::ask(std::string_view topic, int wakeup_fd) {
  const std::lock_guard lock(mutex_);
  const TimePoint now = Clock::now();
  auto found = entries_.find(topic);
  const bool is_refusal = found != entries_.end() && found->second.answer.state != State::pending &&
                          found->second.answer.state != State::ready;
  if (is_refusal && found->second.due <= now) {
    entries_.erase(found);
    found = entries_.end();
  }
  if (found == entries_.end()) {
    found = entries_.emplace(std::string(topic), Entry{}).first;
    found->second.due = now;
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    changed_.notify_all();
  }
  Entry& entry = found->second;
  if (entry.answer.state == State::pending) entry.waiting.insert(wakeup_fd);
  return entry.answer;
}

void TopicRegistry::forget(std::string_view topic) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(topic);
  if (found == entries_.end() || found->second.answer.state != State::ready) return;
  assert(ready_ > 0);
  --ready_;
  canonical_.erase(canonical(found->first));
  entries_.erase(found);
}

void TopicRegistry::leave(int wakeup_fd) {
  const std::lock_guard lock(mutex_);
  for (auto& [topic, entry] : entries_) entry.waiting.erase(wakeup_fd);
}

/// Of the pending ones that are due the one that has been so for longest: asked by name, many that stay pending would
/// keep the others from ever being asked about. end() and the time of the next when none is due.
TopicRegistry::Entries::iterator TopicRegistry::next_due(TimePoint now, TimePoint& wait_until) {
  wait_until = now + 1h;
  auto first = entries_.end();
  for (auto at = entries_.begin(); at != entries_.end(); ++at) {
    if (at->second.answer.state != State::pending || at->second.due >= wait_until) continue;
    wait_until = at->second.due;
    first = at;
  }
  return wait_until <= now ? first : entries_.end();
}

void TopicRegistry::run() {
  auto admin = TopicAdmin::create(config_);
  std::unique_lock lock(mutex_);
  while (!stop_) {
    TimePoint wait_until;
    const auto due = next_due(Clock::now(), wait_until);
    if (due == entries_.end()) {
      changed_.wait_until(lock, wait_until);
      continue;
    }
    const std::string topic = due->first;
    lock.unlock();
    bool is_final = false;
    TopicAnswer answer;
    if (admin) {
      answer = look(**admin, topic, is_final);
    } else {
      answer.text = admin.error();  // no memory or no thread for it, since the producers could be made
      admin = TopicAdmin::create(config_);
    }
    settle(topic, answer, is_final);
    lock.lock();
  }
}

/// Asks Kafka. What can change by itself, or by an operator who corrects rights or settings, is not final: the record
/// is not at fault.
TopicAnswer TopicRegistry::look(TopicAdmin& admin, const std::string& topic, bool& is_final) {
  using Found = TopicCheck::State;
  const TopicUse use{topic, std::string(templates_key)};
  TopicAnswer refusal;
  TopicCheck check = admin.check(use, question_timeout);
  if (check.state == Found::missing && config_.kafka.topic_policy == TopicPolicy::create) {
    check = make(admin, use, refusal);
  }
  is_final = true;
  if (!refusal.code.empty()) return refusal;
  if (check.was_made) events_.emit(topic_made(topic, check.partitions));
  if (check.state == Found::exists) return {State::ready};
  if (check.state == Found::missing || check.state == Found::refused) return {State::refused, check.code, check.text};
  // Of the name itself, e.g. by a collision with a topic that is not ours.
  if (check.code == "TOPIC_EXCEPTION") return {State::unusable, check.code, check.text};
  is_final = false;
  return {State::pending, check.code, check.text};
}

/// Makes it if it may be made; else fills in `verdict`.
TopicCheck TopicRegistry::make(TopicAdmin& admin, const TopicUse& topic, TopicAnswer& verdict) {
  {
    const std::lock_guard lock(mutex_);
    const auto same = canonical_.find(canonical(topic.name));
    if (ready_ >= config_.kafka.create.max_topics) {
      verdict = too_many(topic.name, config_.kafka.create.max_topics);
    } else if (same != canonical_.end() && same->second != topic.name) {
      verdict = collision(topic.name, same->second);
    }
    if (!verdict.code.empty()) return {};
  }
  return admin.provide(topic, question_timeout);
}

void TopicRegistry::settle(const std::string& topic, const TopicAnswer& answer, bool is_final) {
  std::set<int> waiting;
  Millis delay{0};
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(topic);
    assert(found != entries_.end());  // what is pending is not forgotten
    Entry& entry = found->second;
    const TimePoint now = Clock::now();
    if (is_final) {
      waiting.swap(entry.waiting);
      entry.due = now + refusal_lifetime;
      if (answer.state == State::ready) {
        ++ready_;
        canonical_.emplace(canonical(topic), topic);
      }
      entry.answer = answer;
      make_room();
    } else {
      delay = retry_delay(entry.attempts++);
      entry.due = now + delay;
    }
    for (const int fd : waiting) ::eventfd_write(fd, 1);
  }
  if (is_final) return;
  if (const auto kept_quiet = waiting_budget_.take(Clock::now())) {
    events_.emit(kafka_waiting(topic, answer.text, delay, *kept_quiet));
  }
}

/// Whoever fills topics by names from outside must not fill our memory.
void TopicRegistry::make_room() {
  if (entries_.size() <= ready_ + refusals_max) return;
  std::erase_if(entries_, [](const auto& entry) {
    const State state = entry.second.answer.state;
    return state == State::unusable || state == State::refused;
  });
}

bool TopicView::is_ready(std::string_view topic, std::string_view default_topic) {
  if (topic == latest_) return true;
  auto found = known_.find(topic);
  if (found == known_.end() || found->second.is_gone) {
    if (ask(topic, default_topic).state != State::ready) return false;
    found = known_.find(topic);
  }
  latest_ = found->first;
  return true;
}

TopicAnswer TopicView::ask(std::string_view topic, std::string_view default_topic) {
  TopicAnswer answer = registry_.ask(topic, wakeup_fd_);
  if (answer.state == State::ready) know(topic, default_topic);
  return answer;
}

void TopicView::know(std::string_view topic, std::string_view default_topic) {
  const auto [at, is_new] = known_.try_emplace(std::string(topic), Known{std::string(default_topic)});
  if (is_new || !at->second.is_gone) return;
  at->second.is_gone = false;
  --gone_;
}

std::optional<std::string_view> TopicView::default_topic_of(std::string_view topic) const {
  const auto found = known_.find(topic);
  if (found == known_.end()) return std::nullopt;
  return found->second.default_topic;
}

void TopicView::forget(std::string_view topic) {
  registry_.forget(topic);
  const auto found = known_.find(topic);
  if (found == known_.end() || found->second.is_gone) return;
  if (latest_ == topic) latest_ = {};
  found->second.is_gone = true;
  if (++gone_ <= gone_max) return;
  std::erase_if(known_, [](const auto& known) { return known.second.is_gone; });
  gone_ = 0;
}

}  // namespace sluice
