// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "faults/fault_row.hpp"
#include "support/record_log.hpp"
#include "support/servers.hpp"
#include "support/sluice_process.hpp"

namespace sluice::test {

enum class BrokerKind {
  mosquitto,  ///< session-bound: what was sent to a member waits for its client id
  artemis,    ///< redispatching: what a member did not acknowledge goes to the others
  hivemq,     ///< redispatching, and one member that holds a message stops the whole group
  mochi       ///< session-bound, and in memory only
};

/// The broker that a template test case is instantiated with.
template <class Broker>
inline constexpr BrokerKind kind_of = BrokerKind::mosquitto;
template <>
inline constexpr BrokerKind kind_of<Artemis> = BrokerKind::artemis;

/// mqtt.receive_maximum of every replica: at most so many messages are repeated when one dies.
inline constexpr std::size_t window = 200;

/// At most so many messages are repeated when one connection ends with a full window. Artemis 2.55.0 may send what it
/// took back twice.
constexpr std::size_t repeats_of_an_end(BrokerKind kind) { return kind == BrokerKind::artemis ? 2 * window : window; }
/// The same of a graceful stop: Artemis 2.55.0 hands what is in flight at UNSUBSCRIBE to the others, and on a busy
/// machine forgets PUBACKs that DISCONNECT follows.
constexpr std::size_t repeats_of_a_stop(BrokerKind kind) { return kind == BrokerKind::artemis ? window : 0; }

/// What must hold of a load after a fault.
struct Bound {
  std::size_t repeated = 0;    ///< at most
  std::size_t lost_least = 0;  ///< a known loss is asserted: it has to be seen,
  std::size_t lost_most = 0;   ///< and be no larger
  std::string text{};          ///< more of it, for the table
};

struct SiteOptions {
  std::vector<std::string> mosquitto_lines{"autosave_on_changes false"};
  Place place{};
  std::vector<std::string> kafka_arguments{};  ///< more of scripts/servers/kafka.sh run
};

/// What faults are tried on: a broker, Apache Kafka with the topic `plant`, a reader of it.
class FaultSite {
 public:
  explicit FaultSite(BrokerKind kind, const SiteOptions& options = {});

  BrokerKind kind() const { return kind_; }
  Server& broker() { return *broker_; }
  ApacheKafka& kafka() { return kafka_; }
  const RecordLog& log() const { return *log_; }

  /// The configuration of the replica with the client id `plant-<number>`; its session is kept at a stop.
  TaskFile file(unsigned number) const;
  /// Starts it and waits until it is ready.
  static std::unique_ptr<SluiceProcess> start(const TaskFile& file);
  std::unique_ptr<SluiceProcess> start(unsigned number) const { return start(file(number)); }
  /// Replicas 0 to `count - 1`.
  std::vector<std::unique_ptr<SluiceProcess>> start_all(unsigned count) const;

  /// Whether the broker holds a session of this client id. Artemis tells it; elsewhere the session ends by looking: one
  /// look is all there is.
  bool has_session(const std::string& client_id) const;

  /// Waits for the end of the load and for all of it in Kafka, checks the bound and writes the row.
  FaultCounts conclude(LoadPublisher& load, const Bound& bound);
  FaultCounts conclude(const std::vector<MessageId>& accepted, const Bound& bound);

 private:
  BrokerKind kind_;
  std::unique_ptr<Server> broker_;
  ApacheKafka kafka_;
  std::unique_ptr<RecordLog> log_;
};

/// A fault has a length: there is nothing to wait for meanwhile.
void last(Milliseconds length);

/// The most memory that a process has had so far, in MiB (VmHWM of /proc/PID/status).
std::size_t peak_memory_mib(const Process& process);

}  // namespace sluice::test
