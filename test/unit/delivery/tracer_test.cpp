// SPDX-License-Identifier: Apache-2.0
#include "delivery/tracer.hpp"

#include <catch2/catch.hpp>

#include "delivery/pipeline.hpp"
#include "ops/log.hpp"
#include "support/fake_sink.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

struct Notebook final : EventSink {
  void emit(const Event& event) override { lines.push_back(to_logfmt(event)); }
  Lines take() { return std::exchange(lines, {}); }
  Lines lines;
};

constexpr const char* parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

/// A sink that takes 40 us to map to `plant.TOPIC`.
struct NotingSink : test::FakeSink {
  explicit NotingSink(TimePoint& the_time) : now(the_time) {}
  Submission submit_traced(const MqttMessage& message, Ticket ticket, SubmissionNotes& notes) override {
    now += 40us;
    notes = {"plant." + std::string(message.topic), now};
    now += 10us;
    return submit(message, ticket);
  }
  TimePoint& now;
};

struct Bench {
  explicit Bench(TraceConfig config, OnRefused on_refused = OnRefused::bury)
      : tracer(config, "c", "message_id", notes, {[this] { return now; }, [] { return std::int64_t{1007}; }}),
        pipeline(sink, {{1000, 1'000'000}, on_refused},
                 {[](const Undeliverable&) {}, [](const Outcome&, Pipeline::Traffic) {}, [](Pipeline::Traffic) {}}, 1,
                 &tracer) {}

  Pipeline::Admission offer(std::uint16_t packet_id, std::string_view topic = "t") {
    const UserProperty properties[] = {{"traceparent", parent}, {"message_id", "forged"}, {"message_id", "m1"}};
    MqttMessage message;
    message.topic = topic;
    message.packet_id = packet_id;
    message.user_properties = properties;
    message.received_ms = 1000;
    return pipeline.offer(message, 10);
  }
  void poll(std::chrono::microseconds later = 0us) {
    now += later;
    pipeline.poll(now);
    std::vector<std::uint16_t> ids;
    pipeline.release(ids);
  }

  TimePoint now{1h};
  Notebook notes;
  NotingSink sink{now};
  Tracer tracer;
  Pipeline pipeline;
};

const std::string head = R"(event=trace msg="the way of a message" client_id=c topic=t packet_id=7 message_id=m1 )"
                         R"(traceparent=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00 )";

TEST_CASE("a traced message leaves one line with the time of each stage, when its PUBACK is released") {
  Bench bench({1, ""});
  bench.offer(7);
  bench.poll(100us);
  CHECK(bench.notes.take().empty());
  bench.sink.deliver(0);
  bench.poll(2ms);
  CHECK(bench.notes.take() == Lines{head + "kafka_topic=plant.t outcome=delivered received_ms=1000 admitted_ms=1007 "
                                           "mapped_us=40 produced_us=50 kafka_us=2150 puback_us=2150"});
}

TEST_CASE("what was dropped, refused or sent again says so") {
  Bench bench({1, ""});
  bench.sink.answer = Submission::Kind::dropped;
  bench.offer(7);
  bench.poll();
  CHECK(bench.notes.take() == Lines{head + "kafka_topic=plant.t outcome=filtered received_ms=1000 admitted_ms=1007 "
                                           "mapped_us=40 puback_us=50"});
  bench.sink.answer = Submission::Kind::pending;
  bench.offer(7);
  bench.sink.refuse(1, Verdict::retry, "_TRANSPORT");
  bench.poll();
  bench.poll(10s);
  bench.sink.refuse(1, Verdict::rejected, "INVALID_RECORD");
  bench.poll();
  bench.sink.deliver(1);
  bench.poll();
  CHECK(bench.notes.take() ==
        Lines{head + "kafka_topic=plant.t outcome=dead_letter code=INVALID_RECORD received_ms=1000 admitted_ms=1007 "
                     "mapped_us=40 produced_us=50 kafka_us=10000050 puback_us=10000050 failures=2"});
}

TEST_CASE("what is dropped as configured, or ends the task, is told with its cause") {
  Bench dropping({1, ""}, OnRefused::drop);
  dropping.sink.answer = Submission::Kind::rejected;
  dropping.offer(7);
  dropping.poll();
  CHECK(dropping.notes.take() == Lines{head + "kafka_topic=plant.t outcome=dropped code=NO_TOPIC received_ms=1000 "
                                              "admitted_ms=1007 mapped_us=40 puback_us=50"});
  Bench stopping({1, ""}, OnRefused::stop);
  stopping.sink.answer = Submission::Kind::rejected;
  stopping.offer(7);
  stopping.poll();
  CHECK(stopping.notes.take().empty());
  stopping.tracer.finish();
  CHECK(stopping.notes.take() ==
        Lines{head + "kafka_topic=plant.t outcome=undeliverable code=NO_TOPIC received_ms=1000 "
                     "admitted_ms=1007 mapped_us=40"});
}

TEST_CASE("a message whose connection ended before its PUBACK is told as unacknowledged") {
  Bench bench({1, ""});
  bench.offer(7);
  bench.pipeline.end_epoch();
  bench.sink.deliver(0);
  bench.poll();
  CHECK(bench.notes.take() == Lines{head + "kafka_topic=plant.t outcome=delivered received_ms=1000 admitted_ms=1007 "
                                           "mapped_us=40 produced_us=50 kafka_us=50 unacknowledged=true"});
}

TEST_CASE("a rate chooses by the number of the message, always the same ones, beginning with the first") {
  Bench bench({0.01, ""});
  std::vector<Ticket> chosen;
  for (Ticket ticket = 0; ticket < 1000; ++ticket) {
    bench.now += 1s;
    if (bench.tracer.begin({}, ticket)) chosen.push_back(ticket);
  }
  CHECK(chosen == std::vector<Ticket>{0, 100, 200, 300, 400, 500, 600, 700, 800, 900});
}

TEST_CASE("a filter chooses by the topic") {
  Bench bench({0, "sensor/7/#"});
  bench.offer(1, "sensor/8/t");
  bench.offer(2, "sensor/7/t");
  bench.sink.deliver(0);
  bench.sink.deliver(1);
  bench.poll();
  const Lines lines = bench.notes.take();
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], Catch::Matchers::Contains(" topic=sensor/7/t packet_id=2 "));
}

TEST_CASE("a message that found no room is traced once, when it is admitted") {
  Bench bench({1, ""});
  bench.sink.answer = Submission::Kind::full;
  for (int i = 0; i < 50; ++i) REQUIRE(bench.offer(7) == Pipeline::Admission::full);
  bench.sink.answer = Submission::Kind::pending;
  bench.offer(7);
  bench.sink.deliver(0);
  bench.poll();
  CHECK(bench.notes.take() == Lines{head + "kafka_topic=plant.t outcome=delivered received_ms=1000 admitted_ms=1007 "
                                           "mapped_us=40 produced_us=50 kafka_us=50 puback_us=50"});
  bench.tracer.finish();
  CHECK(bench.notes.take().empty());
}

TEST_CASE("a flood is traced within bounds, and what was not traced is counted") {
  Bench bench({1, ""});
  for (std::uint16_t id = 1; id <= 100; ++id) bench.offer(id);
  for (Ticket ticket = 0; ticket < 100; ++ticket) bench.sink.deliver(ticket);
  bench.poll();
  const Lines lines = bench.notes.take();
  CHECK(lines.size() == Tracer::begun_per_second_max);
  CHECK_THAT(lines[0], Catch::Matchers::EndsWith(" kept_quiet=80"));
  CHECK_THAT(lines[1], !Catch::Matchers::Contains("kept_quiet"));

  // So many may be open, however slowly they come.
  for (std::uint16_t id = 1; id <= 100; ++id) {
    bench.now += 1s;
    bench.offer(id);
  }
  bench.tracer.finish();
  const Lines open = bench.notes.take();
  CHECK(open.size() == Tracer::open_max);
  bench.now += 1s;
  bench.offer(101);
  for (std::uint16_t id = 102; id <= 125; ++id) bench.offer(id);
  bench.tracer.finish();
  bench.offer(126);
  CHECK(bench.notes.take().size() == Tracer::begun_per_second_max);
  bench.tracer.finish();
  CHECK(bench.notes.take() ==
        Lines{R"(event=traces_kept_quiet msg="more messages than can be traced were chosen by log.trace: take a lower )"
              R"(rate or a narrower filter" client_id=c kept_quiet=1)"});
}

}  // namespace
}  // namespace sluice
