// SPDX-License-Identifier: Apache-2.0
#include "probe/end_to_end.hpp"

#include <algorithm>
#include <limits>
#include <memory>

#include "core/duration.hpp"
#include "kafka/topic_reader.hpp"
#include "mapping/topic_filter.hpp"
#include "mqtt/publisher.hpp"
#include "probe/network.hpp"
#include "probe/test_message.hpp"

namespace sluice {
namespace {

constexpr const char* where = "end-to-end";
constexpr Millis spare{500};
constexpr Millis look{100};

/// A reader that stands at the end of the topic, before the message is sent.
struct Tail {
  std::shared_ptr<TopicReader> reader;
  std::vector<TopicSpan> spans;
};

Result<Tail> open_tail(const Config& config, const std::string& topic, Millis patience) {
  auto reader = TopicReader::open(config, topic, "sluice-probe", patience);
  if (!reader) return failure(reader.error());
  auto spans = (*reader)->spans();
  if (!spans) return failure(spans.error());
  for (TopicSpan& span : *spans) {
    span.begin = span.end;
    span.end = std::numeric_limits<std::int64_t>::max();
  }
  return Tail{std::move(*reader), std::move(*spans)};
}

StepFinding publish_finding(const Result<PublishAnswer, PublishFault>& answer, const std::string& client_id) {
  if (!answer) {
    return failed(answer.error().text, "",
                  answer.error().kind == PublishFault::Kind::unreachable ? Lasting::no : Lasting::yes);
  }
  if (answer->is_taken()) return ok("PUBACK: the broker has it, from client `" + client_id + "`");
  return failed("PUBACK: " + answer->text(), "", Lasting::yes);
}

std::string no_record_remedy(const Config& config) {
  std::string text = "start `sluice run` with this configuration (group `" + config.mqtt.group +
                     "`), or see whether it is ready and not paused";
  if (!config.dead_letters.topic.empty()) text += ", and look into \"" + config.dead_letters.topic + "\"";
  return text;
}

class EndToEnd {
 public:
  EndToEnd(const Config& config, const Patience& patience, StepLog& log)
      : config_(config), patience_(patience), log_(log) {}

  void run(const std::string& topic) {
    if (map(topic) && go_to_end() && publish()) wait_for_record();
  }

 private:
  bool map(const std::string& topic) {
    make_test_message(message_, topic.empty() ? topic_for(config_.mqtt.filters.front()) : topic);
    if (message_.topic.find_first_of("+#") != std::string::npos) {
      return log_.add(where, "MAPPING",
                      failed("`" + message_.topic + "` is a filter, not a topic",
                             "name a topic without + and # by --topic", Lasting::yes));
    }
    const auto& filters = config_.mqtt.filters;
    const bool is_matched = std::any_of(filters.begin(), filters.end(), [&](const std::string& filter) {
      return topic_matches(filter, message_.topic);
    });
    if (!is_matched) {
      return log_.add(where, "MAPPING",
                      failed("no filter of mqtt.filters matches `" + message_.topic + "`",
                             "choose a topic that one matches by --topic", Lasting::yes));
    }
    auto record = expected_record(message_, config_.mapping);
    if (!record) return log_.add(where, "MAPPING", failed(record.error(), "", Lasting::yes));
    expected_ = std::move(*record);
    return log_.add(where, "MAPPING",
                    ok("a message to `" + message_.topic + "` becomes a record of topic \"" + expected_.topic + "\""));
  }

  bool go_to_end() {
    const StopWatch watch;
    const StepTime time({patience_.limit + spare, patience_.stop_fd});
    auto tail =
        call_blocking<Result<Tail>>(time, [config = config_, topic = expected_.topic, limit = patience_.limit / 2] {
          return open_tail(config, topic, limit);
        });
    if (!tail) return log_.add(where, "KAFKA", why_not(time, "no answer"), watch.took());
    if (!*tail) {
      return log_.add(
          where, "KAFKA",
          failed(tail->error(), "the topic must be there, and this principal needs READ on it", Lasting::no),
          watch.took());
    }
    tail_ = std::move(**tail);
    const std::size_t count = tail_.spans.size();
    return log_.add(where, "KAFKA",
                    ok("reads \"" + expected_.topic + "\" from its end, " + std::to_string(count) +
                       (count == 1 ? " partition" : " partitions")),
                    watch.took());
  }

  bool publish() {
    auto publisher = std::make_shared<Publisher>(config_.mqtt, "probe");
    const StepTime time({patience_.limit * 2, patience_.stop_fd});
    // Connecting first, so that the time is that of the message alone.
    const auto connected = call_blocking<Result<void, PublishFault>>(
        time, [publisher, limit = patience_.limit] { return publisher->connect(limit); });
    if (!connected) return log_.add(where, "PUBLISH", why_not(time, "no connection"));
    if (!*connected) {
      return log_.add(where, "PUBLISH", publish_finding(tl::unexpected(connected->error()), publisher->client_id()));
    }
    const StopWatch watch;
    const auto answer = call_blocking<Result<PublishAnswer, PublishFault>>(
        time, [publisher, message = message_, limit = patience_.limit]() mutable {
          // The copy's own views.
          message.properties = {{"sluice-probe", message.id}, {"traceparent", message.traceparent}};
          return publisher->publish(message.view(), limit);
        });
    acknowledged_ = StopWatch();
    if (!answer) return log_.add(where, "PUBLISH", why_not(time, "no PUBACK"), watch.took());
    return log_.add(where, "PUBLISH", publish_finding(*answer, publisher->client_id()), watch.took());
  }

  void wait_for_record() {
    const StepTime time(patience_);
    auto reading = tail_.reader->read(tail_.spans);
    while (reading && time.left() > Millis{0} && !time.is_stopped()) {
      const auto step = tail_.reader->next(look);
      // Nothing within the reader's patience: the step's own time has the say.
      if (!step || *step != TopicReader::Step::record) continue;
      const PlacedRecord& record = tail_.reader->record();
      if (!is_record_of(record.content, message_, expected_)) continue;
      log_.add(where, "RECORD",
               ok("partition " + std::to_string(record.partition) + ", offset " + std::to_string(record.offset) +
                  ", traceparent " + message_.traceparent),
               acknowledged_.took());
      return;
    }
    StepFinding finding =
        !reading ? failed(reading.error(), "grant this principal READ on the topic", Lasting::yes)
        : time.is_stopped()
            ? interrupted()
            : failed("the broker took the message, but no record came within " + format_duration(patience_.limit),
                     no_record_remedy(config_), Lasting::no);
    log_.add(where, "RECORD", std::move(finding), acknowledged_.took());
  }

  StepFinding why_not(const StepTime& time, const std::string& awaited) const {
    return time.is_stopped() ? interrupted() : out_of_time(awaited, "look at the servers' health", patience_);
  }

  const Config& config_;
  const Patience& patience_;
  StepLog& log_;
  TestMessage message_;
  RecordContent expected_;
  Tail tail_;
  StopWatch acknowledged_;
};

}  // namespace

void probe_end_to_end(const Config& config, const std::string& topic, const Patience& patience, StepLog& log) {
  EndToEnd(config, patience, log).run(topic);
}

}  // namespace sluice
