// SPDX-License-Identifier: Apache-2.0
#include "worker/lane.hpp"

#include <random>

#include "config/identity.hpp"
#include "mapping/fields.hpp"
#include "mapping/mapper.hpp"
#include "mqtt/mqtt_source.hpp"
#include "ops/events.hpp"

namespace sluice {

namespace {

/// Replicas that start together must not retry together.
std::uint64_t random_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

OnRefused on_refused(const DeadLettersConfig& config) {
  if (!config.topic.empty()) return OnRefused::bury;
  return config.on_rejected == OnRejected::drop ? OnRefused::drop : OnRefused::stop;
}

/// Kafka's usual hiccups (a leader moves) are shorter.
constexpr Millis stall_worth_telling{5000};
constexpr Millis stall_period{1000};
constexpr Millis stall_told_every{60'000};

Pipeline::Rules rules_of(const Config& config) {
  return {{config.mqtt.receive_maximum, config.mqtt.max_in_flight_bytes},
          on_refused(config.dead_letters),
          config.mqtt.avoid_duplicates,
          {config.operations.listen.has_value(), config.mapping.extended.message_timestamp.value_or("")}};
}

std::optional<Tracer> make_tracer(const Config& config, const std::string& client_id, EventSink& events) {
  if (!config.log.trace.is_on()) return std::nullopt;
  const std::string* const message_id = extended_property(FieldId::message_id, config.mapping.extended);
  return std::optional<Tracer>(std::in_place, config.log.trace, client_id, message_id == nullptr ? "" : *message_id,
                               events);
}

}  // namespace

Result<std::unique_ptr<Lane>> Lane::create(const Config& config, std::uint32_t index, Purpose purpose,
                                           Surroundings around, Callbacks callbacks) {
  auto mapper = Mapper::compile(config.mapping);
  if (!mapper) return failure("mapping." + mapper.error().front().key + ": " + mapper.error().front().text);
  auto sink = RecordSink::create(std::move(*mapper), config, index, around.events, &around.topics);
  if (!sink) return failure(std::move(sink.error()));
  return std::unique_ptr<Lane>(
      new Lane(config, index, purpose, std::move(*sink), std::move(around), std::move(callbacks)));
}

Lane::Lane(const Config& config, std::uint32_t index, Purpose purpose, std::unique_ptr<RecordSink> sink,
           Surroundings around, Callbacks callbacks)
    : config_(config),
      client_id_(connection_client_id(config.mqtt.client_id, index)),
      board_(client_id_, config.mqtt.receive_maximum, config.mapping.routes.size()),
      events_(around.events),
      callbacks_(std::move(callbacks)),
      sink_(std::move(sink)),
      tracer_(make_tracer(config, client_id_, events_)),
      pipeline_(*sink_, rules_of(config), pipeline_callbacks(), random_seed(), tracer_ ? &*tracer_ : nullptr),
      source_(make_source(purpose, *this, std::move(around.transports))),
      stall_(Clock::now()) {}

std::unique_ptr<MessageSource> Lane::make_source(Purpose purpose, MessageHandler& handler,
                                                 TransportFactory transports) {
  return std::make_unique<MqttSource>(loop_, config_.mqtt, client_id_, purpose, std::move(transports), handler, events_,
                                      random_seed());
}

Lane::~Lane() {
  if (thread_.joinable()) thread_.join();
  // Paho's threads post into the loop: they end first.
  source_.reset();
}

void Lane::start() {
  loop_.watch(sink_->event_fd(), EPOLLIN, [this](std::uint32_t) { round(); });
  loop_.post([this] {
    source_->start();
    watch_stall();
  });
  thread_ = std::thread([this] { loop_.run(); });
}

void Lane::pause() {
  loop_.post([this] {
    is_paused_ = true;
    source_->pause();
  });
}

void Lane::resume() {
  loop_.post([this] {
    is_paused_ = false;
    source_->resume();
  });
}

void Lane::renew_producer() {
  loop_.post([this] {
    sink_->renew();
    round();
  });
}

void Lane::stop(OnStop how) {
  // An undeliverable message waits at the broker: the session must stay.
  loop_.post([this, how] { source_->stop(failed_ ? OnStop::keep : how); });
}

void Lane::stop_now() {
  loop_.post([this] { source_->stop_now(); });
}

MessageHandler::Taken Lane::on_message(const MqttMessage& message, std::uint64_t wire_bytes) {
  return taken(pipeline_.offer(message, wire_bytes));
}

MessageHandler::Taken Lane::on_oversized(const OversizedMessage& message) {
  Rejection rejection{
      Stage::decode, "MESSAGE_TOO_LARGE",
      "a message of " + std::to_string(message.frame_bytes) + " bytes is larger than mqtt.max_message_size (" +
          std::to_string(config_.mqtt.max_message_size) + " bytes); raise it, and mqtt.max_in_flight_bytes with it"};
  return taken(pipeline_.offer_head(message.head, message.payload, std::move(rejection), message.kept_bytes));
}

void Lane::on_state(ConnectionState state, const std::string& broker) {
  is_handed_over_ = state == ConnectionState::handed_over;
  board_.show_connection(state, broker);
}

MessageHandler::Taken Lane::taken(Pipeline::Admission admission) {
  if (admission == Pipeline::Admission::full || pipeline_.is_due_by_itself()) schedule();
  return admission == Pipeline::Admission::full ? Taken::full : Taken::yes;
}

/// One round of reports: what is safe is acknowledged, what came back is sent again, reading goes on.
void Lane::round() {
  pipeline_.poll(Clock::now());
  released_.clear();
  pipeline_.release(released_);
  show();
  schedule();
  source_->acknowledge(released_);
}

void Lane::show() {
  board_.show(pipeline_);
  board_.show_routed(sink_->routed());
}

/// Sees to the next round that no report brings about.
void Lane::schedule() {
  const auto due = pipeline_.due();
  if (due == timer_due_) return;
  if (timer_) loop_.cancel(*timer_);
  timer_.reset();
  timer_due_ = due;
  if (!due) return;
  timer_ = loop_.at(*due, [this] {
    timer_.reset();
    timer_due_.reset();
    round();
  });
}

Pipeline::Callbacks Lane::pipeline_callbacks() {
  const auto topic_of = [this](Pipeline::Traffic traffic) {
    return traffic == Pipeline::Traffic::dead_letters ? std::string_view(config_.dead_letters.topic) : "";
  };
  return {
      [this](const Undeliverable& undeliverable) { on_undeliverable(undeliverable); },
      [this, topic_of](const Outcome& outcome, Pipeline::Traffic traffic) {
        events_.emit(delivery_troubled(client_id_, outcome.code, outcome.reason, outcome.verdict == Verdict::hold,
                                       topic_of(traffic)));
      },
      [this, topic_of](Pipeline::Traffic traffic) { events_.emit(delivery_recovered(client_id_, topic_of(traffic))); }};
}

void Lane::on_undeliverable(const Undeliverable& undeliverable) {
  const Rejection& why = undeliverable.rejection;
  const RefusedFacts facts{client_id_, undeliverable.topic, to_text(why.stage), why.code, why.reason};
  const OnRefused what = on_refused(config_.dead_letters);
  if (what == OnRefused::stop) {
    events_.emit(sluice::undeliverable(facts));
    return fail();
  }
  const auto kept_quiet = budgets_[why.code].take(Clock::now());
  if (!kept_quiet) return;
  events_.emit(what == OnRefused::drop ? message_dropped(facts, *kept_quiet)
                                       : dead_letter(facts, config_.dead_letters.topic, *kept_quiet));
}

void Lane::fail() {
  if (std::exchange(failed_, true)) return;
  // Not from within the source's own call.
  loop_.post([this] { source_->stop(OnStop::keep); });
  callbacks_.on_failed();
}

void Lane::on_finished(const Finish& finish) {
  finish_ = finish;
  if (finish_.result == Finish::Result::stopped && pipeline_.window().open() > 0) finish_.result = Finish::Result::left;
  if (failed_)
    finish_ = {Finish::Result::failed, "a message could not be delivered; it stays unacknowledged at the broker"};
  show();
  if (tracer_) tracer_->finish();
  loop_.stop();
  callbacks_.on_finished();
}

/// Once a second: has anything become safe since?
void Lane::watch_stall() {
  stall_timer_ = loop_.after(stall_period, [this] { watch_stall(); });
  board_.beat();
  const Window& window = pipeline_.window();
  stall_.observe(Clock::now(), window.oldest(), window.open(), pipeline_.totals().received, is_paused_);
  // No round comes while nothing is reported.
  show();
  const bool is_stalled = stall_.stalled_for() >= stall_worth_telling;
  board_.show_drop(is_stalled ? time_until_drop() : std::nullopt);
  if (is_paused_) return;
  if (is_stalled) return tell_stall();
  if (stall_told_) events_.emit(delivery_resumed(client_id_, stalled_));
  stall_told_.reset();
  stalled_ = Millis(0);
  if (std::exchange(released_for_stall_, false)) source_->take_up();
}

std::optional<Millis> Lane::time_until_drop() const {
  const MqttConfig& mqtt = config_.mqtt;
  if (mqtt.broker_queue_limit == 0 || is_handed_over_) return std::nullopt;
  return stall_.time_until(std::uint64_t{mqtt.receive_maximum} + mqtt.broker_queue_limit);
}

void Lane::tell_stall() {
  const MqttConfig& mqtt = config_.mqtt;
  const Window& window = pipeline_.window();
  stalled_ = stall_.stalled_for();
  const TimePoint now = Clock::now();
  if (!stall_told_ || now - *stall_told_ >= stall_told_every) {
    stall_told_ = now;
    StallFacts facts{client_id_,
                     stalled_,
                     window.open(),
                     mqtt.receive_maximum,
                     mqtt.broker_queue_limit,
                     mqtt.profile->queue_setting,
                     time_until_drop(),
                     is_handed_over_};
    events_.emit(delivery_stalled(facts));
  }
  if (mqtt.hold_limit.count() == 0 || stalled_ < mqtt.hold_limit || released_for_stall_) return;
  released_for_stall_ = true;
  source_->release();
}

}  // namespace sluice
