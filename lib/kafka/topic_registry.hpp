// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "ops/event.hpp"
#include "ops/event_budget.hpp"

namespace sluice {

class TopicAdmin;
struct TopicCheck;
struct TopicUse;

/// Whether a record may go to a topic whose name comes from a template.
struct TopicAnswer {
  enum class State {
    ready,     ///< it is there: produce
    pending,   ///< it is being looked up or made: keep the record, ask again when woken up
    unusable,  ///< one too many, or a name that collides: take the default topic, else the record is refused
    refused    ///< it is not there and is not made: the record is refused
  };
  State state = State::pending;
  std::string_view code{};  ///< of a refusal, static storage: `TOO_MANY_TOPICS`, `TOPIC_COLLISION`, or Kafka's name
  std::string text{};       ///< of a refusal: a sentence with the topic and the remedy
};

/// The topics of templates, for all connections of the process: what is there, what is being made, and how many.
/// librdkafka's own way would make a missing topic by itself, with the broker's defaults and without bound; so no
/// producer may see a name before it is `ready` here.
///
///     unknown -> pending -> ready                          there, or made
///                   |  ^--> unusable, refused -> unknown   after a while: somebody may have made it
///                   `-- Kafka away, no rights: asked again with back-off, nothing is refused
///
/// Thread-safe. A thread of its own, started with the first question, asks Kafka; no question waits for it. Memory is
/// bounded: ready ones by what exists in Kafka, pending ones by the connections' windows, the rest by a number.
class TopicRegistry {
 public:
  /// `events` must outlive it.
  TopicRegistry(const Config& config, EventSink& events);
  /// Ends its thread: waits for a question to Kafka that is under way, two seconds at the most.
  ~TopicRegistry();
  TopicRegistry(const TopicRegistry&) = delete;
  TopicRegistry& operator=(const TopicRegistry&) = delete;

 private:
  friend class TopicView;

  /// The state now, and whom to wake when it has changed.
  TopicAnswer ask(std::string_view topic, int wakeup_fd);
  void forget(std::string_view topic);
  void leave(int wakeup_fd);

  struct Entry {
    TopicAnswer answer;
    TimePoint due;  ///< pending: the next question to Kafka; refused, unusable: when it is forgotten
    unsigned attempts = 0;
    std::set<int> waiting;  ///< eventfds to write when it is no longer pending
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  void run();
  Entries::iterator next_due(TimePoint now, TimePoint& wait_until);
  TopicAnswer look(TopicAdmin& admin, const std::string& topic, bool& is_final);
  TopicCheck make(TopicAdmin& admin, const TopicUse& topic, TopicAnswer& verdict);
  void settle(const std::string& topic, const TopicAnswer& answer, bool is_final);
  void make_room();

  const Config config_;
  EventSink& events_;

  std::mutex mutex_;
  std::condition_variable changed_;
  Entries entries_;                               ///< guarded by mutex_
  std::map<std::string, std::string> canonical_;  ///< guarded by mutex_; ready ones by their name with `.` as `_`
  std::size_t ready_ = 0;                         ///< guarded by mutex_
  bool stop_ = false;                             ///< guarded by mutex_
  EventBudget waiting_budget_;                    ///< of the thread: as many topics may wait as a window has messages
  std::thread thread_;
};

/// One connection's view of the registry, used by that connection's thread alone: what is ready is found without a
/// lock.
class TopicView {
 public:
  /// `wakeup_fd`: an eventfd that is written when a pending topic has become something else. The registry outlives it.
  TopicView(TopicRegistry& registry, int wakeup_fd) : registry_(registry), wakeup_fd_(wakeup_fd) {}
  ~TopicView() { registry_.leave(wakeup_fd_); }
  TopicView(const TopicView&) = delete;
  TopicView& operator=(const TopicView&) = delete;

  /// Whether a record may go there. One comparison while the topic is that of the record before, a hash lookup when it
  /// changes, a lock only for what is not ready. `default_topic`: of the record.
  bool is_ready(std::string_view topic, std::string_view default_topic = {});
  /// The whole answer, for what is not ready.
  TopicAnswer ask(std::string_view topic, std::string_view default_topic = {});
  /// Whether it was ready here at some time: it comes from a template. With it the default topic of the first record
  /// that asked, as a delivery report has none.
  std::optional<std::string_view> default_topic_of(std::string_view topic) const;
  /// Kafka said since that the topic is not there: it is looked up anew.
  void forget(std::string_view topic);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  struct Known {
    std::string default_topic;
    bool is_gone = false;  ///< forgotten; kept, as further records of it may come back
  };

  void know(std::string_view topic, std::string_view default_topic);

  TopicRegistry& registry_;
  int wakeup_fd_;
  std::unordered_map<std::string, Known, Hash, std::equal_to<>> known_;
  std::size_t gone_ = 0;     ///< of known_
  std::string_view latest_;  ///< in known_ and ready; its elements stay where they are
};

}  // namespace sluice
