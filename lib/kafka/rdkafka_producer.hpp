// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "delivery/sink.hpp"
#include "kafka/login/login.hpp"
#include "kafka/settings.hpp"
#include "kafka/trouble_watch.hpp"
#include "mapping/kafka_record.hpp"

namespace sluice {

/// The one place for a producing rd_kafka_t. Event API: nothing is called back, everything is polled by the thread that
/// produces, because librdkafka is cheapest when it allocates and frees in one thread. Every record that was taken
/// comes back through `poll` exactly once.
class RdkafkaProducer {
 public:
  /// `wakeup_fd`: an eventfd of the caller's, written whenever `poll` has something to do
  /// (rd_kafka_queue_io_event_enable). It and `watch` must outlive the producer. `dead_letter_topic`: for the texts.
  static Result<std::unique_ptr<RdkafkaProducer>> create(const std::vector<KafkaProperty>& properties, Company company,
                                                         int wakeup_fd, TroubleWatch& watch,
                                                         const std::string& dead_letter_topic = {},
                                                         KafkaLogin login = {});
  ~RdkafkaProducer();
  RdkafkaProducer(const RdkafkaProducer&) = delete;
  RdkafkaProducer& operator=(const RdkafkaProducer&) = delete;

  /// rd_kafka_produceva, never blocks; copies the record. NO_ERROR: taken.
  rd_kafka_resp_err_t produce(const KafkaRecord& record, Ticket ticket);

  /// Appends the reports that are due; tells the watch of errors and log lines.
  void poll(Reports& reports);

  /// Asks for everything back (rd_kafka_purge, queued and in flight); from now on what was not delivered is reported
  /// with Verdict::retry. Does not wait: poll until `open` is 0. May be called again.
  void give_back();

  /// Records taken and not yet reported.
  std::uint64_t open() const { return open_; }
  /// NO_ERROR, or what made the producer useless for ever (rd_kafka_fatal_error), with librdkafka's text.
  rd_kafka_resp_err_t fatal_error(std::string* text = nullptr) const;
  /// Whether a fatal error was met by `produce` or `poll`: costs nothing.
  bool fatal() const { return fatal_; }

  rd_kafka_t* handle() const { return handle_; }

 private:
  RdkafkaProducer(rd_kafka_t* handle, Company company, int wakeup_fd, TroubleWatch& watch,
                  std::string dead_letter_topic, KafkaLogin login);

  rd_kafka_topic_t* topic(std::string_view name);
  void take_reports(rd_kafka_event_t* event, Reports& reports);
  void take_failure(const rd_kafka_message_t& message, Reports& reports);
  void purge();
  void go_fatal();

  rd_kafka_t* handle_;
  rd_kafka_queue_t* queue_;
  Company company_;
  TroubleWatch& watch_;
  const std::string dead_letter_topic_;
  KafkaLogin login_;
  // Kept to the end: librdkafka keeps a topic and its partitions as long as the client, whoever else lets go of it.
  using Topics = std::map<std::string, rd_kafka_topic_t*, std::less<>>;
  Topics topics_;
  Topics::const_iterator last_topic_ = topics_.end();  ///< that of the record before
  std::array<rd_kafka_vu_t, 7> arguments_{};           ///< of rd_kafka_produceva, reused
  std::uint64_t open_ = 0;
  bool fatal_ = false;
  bool giving_back_ = false;
};

}  // namespace sluice
