// SPDX-License-Identifier: Apache-2.0
#include "kafka/trouble_watch.hpp"

#include "kafka/login/login.hpp"
#include "kafka/report.hpp"
#include "ops/events.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

constexpr auto quiet_time = 60s;
// librdkafka tells the cause of a lost connection just before it says that all brokers are down.
constexpr auto cause_age_max = 2s;

bool is_connection_loss(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__RESOLVE ||
         code == RD_KAFKA_RESP_ERR__TIMED_OUT;
}

}  // namespace

TroubleWatch::TroubleWatch(EventSink& events, Setup setup) : events_(events), setup_(std::move(setup)) {}

void TroubleWatch::error(rd_kafka_resp_err_t code, std::string_view text, TimePoint now) {
  if (code == RD_KAFKA_RESP_ERR__FATAL) return;  // told by `restarting`, with what follows from it
  if (is_security_refusal(code, text)) return refused(code, text);
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    all_down_ = true;
    // Without a cause it is a broker that closed an idle connection: librdkafka comes back by itself.
    if (now - cause_at_ <= cause_age_max) announce_unreachable();
    return;
  }
  if (is_connection_loss(code)) {
    cause_ = text;
    cause_at_ = now;
    if (all_down_) return announce_unreachable();
  }
  const Severity severity = is_connection_loss(code) ? Severity::debug : Severity::warn;
  const std::string_view name = error_name(code);
  say(name, now, [&](std::uint64_t kept_quiet) { return kafka_error(severity, name, text, kept_quiet); });
}

void TroubleWatch::log(int level, std::string_view facility, std::string_view text, TimePoint now) {
  constexpr int syslog_error = 3;
  if (text.find("does not support compression type") != std::string::npos) {
    return say("compression", now, [&](std::uint64_t kept_quiet) {
      return kafka_compression_unsupported(setup_.compression, text, kept_quiet);
    });
  }
  // Both are told again as error events, with their code.
  if (facility == "FAIL" || facility == "ERROR") return;
  const Severity severity = level <= syslog_error ? Severity::warn : Severity::debug;
  say(facility, now, [&](std::uint64_t kept_quiet) { return kafka_log(severity, facility, text, kept_quiet); });
}

void TroubleWatch::restarting(std::string_view cause, std::uint64_t open, TimePoint now) {
  say("restart", now, [&](std::uint64_t kept_quiet) { return kafka_producer_restarted(cause, open, kept_quiet); });
}

void TroubleWatch::recover() {
  if (announced_down_ || refused_) {
    events_.emit(kafka_back(setup_.addresses));
  }
  all_down_ = announced_down_ = refused_ = false;
}

void TroubleWatch::announce_unreachable() {
  if (announced_down_) return;
  announced_down_ = true;
  events_.emit(kafka_unreachable(setup_.addresses, cause_));
}

void TroubleWatch::refused(rd_kafka_resp_err_t code, std::string_view text) {
  cause_ = text;
  if (refused_) return;
  refused_ = true;
  announced_down_ = true;  // that all brokers are down is only its consequence
  const LoginFault fault = login_fault(code, text, setup_.scram);
  events_.emit(kafka_authentication_refused(setup_.addresses, error_name(code),
                                            std::string(fault.what) + ": " + fault.cause, fault.remedy));
}

template <class MakeEvent>
void TroubleWatch::say(std::string_view kind, TimePoint now, MakeEvent make_event) {
  auto found = repeats_.find(kind);
  if (found == repeats_.end()) found = repeats_.emplace(kind, Repeat{}).first;
  Repeat& repeat = found->second;
  if (now < repeat.quiet_until) {
    ++repeat.kept_quiet;
    return;
  }
  events_.emit(make_event(repeat.kept_quiet));
  repeat = {now + quiet_time, 0};
}

}  // namespace sluice
