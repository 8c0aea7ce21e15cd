// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "support/record_log.hpp"
#include "support/servers.hpp"
#include "support/sluice_process.hpp"

namespace sluice::test {

inline constexpr int site_partitions = 4;

/// What the tests with real servers run `sluice` between: Mosquitto, and Apache Kafka with the topic `plant`.
struct Site {
  Mosquitto mosquitto;
  ApacheKafka kafka;
  RecordLog log;

  /// Only what Mosquitto is to survive needs to be saved at each change: that costs a file per loop.
  enum class Saving { at_stop, at_each_change };

  explicit Site(Saving saving = Saving::at_stop)
      : mosquitto(saving == Saving::at_stop ? std::vector<std::string>{"autosave_on_changes false"}
                                            : std::vector<std::string>{}),
        log((create_topic(kafka.address(), "plant", site_partitions), kafka.address()), "plant", site_partitions) {}

  TaskFile file() const {
    TaskFile file("mqtt://" + mosquitto.address(), kafka.address());
    file.set("log.level", "info");
    return file;
  }

  /// Waits until all of `accepted` are in Kafka, at most until the deadline, and until nothing more comes: the count.
  Tally settle(const std::vector<MessageId>& accepted, Milliseconds deadline = Milliseconds{60'000}) const {
    log.wait_for_distinct(accepted.size(), deadline);
    log.wait_until_quiet(Milliseconds{700}, Milliseconds{15'000});
    return log.tally();
  }
};

}  // namespace sluice::test
