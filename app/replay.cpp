// SPDX-License-Identifier: Apache-2.0
// `sluice dead-letters replay`: the conversation with whoever runs it.
#include <poll.h>
#include <unistd.h>

#include <array>
#include <iostream>

#include "app/dead_letters_site.hpp"
#include "app/progress.hpp"
#include "dead_letters/replay.hpp"

namespace sluice {

namespace {

const char* name_of(ReplayTarget target) { return target == ReplayTarget::kafka ? "Kafka" : "MQTT"; }

ExitCode fail(ExitCode code, const std::string& text) {
  std::cerr << "sluice: " << text << '\n';
  return code;
}

void tell_plan(const ReplayPlan& plan, ReplayTarget target) {
  std::cout << "to send to " << name_of(target) << ": " << count_text(plan.causes) << '\n';
  if (plan.already > 0) std::cout << "sent before, left out: " << plan.already << '\n';
  if (plan.stubs > 0) {
    std::cout << "cannot be sent: " << plan.stubs
              << " of which only the beginning was kept (sluice.truncated); `list` and `show` name them\n";
  }
  if (plan.foreign > 0) std::cout << "cannot be sent: " << plan.foreign << " not written by Sluice\n";
  std::cout << std::flush;
}

/// The first character of the answer's line; 0 at the end of the input or at a signal, where nobody has ended the line.
char read_answer(DeadLettersSite& site) {
  char answer = 0;
  while (!site.is_stopped()) {
    std::array<pollfd, 2> wait{{{STDIN_FILENO, POLLIN, 0}, {site.signals.fd(), POLLIN, 0}}};
    if (::poll(wait.data(), wait.size(), -1) < 0 || wait[0].revents == 0) continue;
    char byte = 0;
    if (::read(STDIN_FILENO, &byte, 1) != 1) break;
    if (byte == '\n') return answer;
    if (answer == 0) answer = byte;
  }
  std::cerr << std::endl;
  return 0;
}

bool is_wanted(DeadLettersSite& site, const ReplayPlan& plan, ReplayTarget target) {
  std::cerr << "Send " << plan.pending.size() << " to " << name_of(target) << "? [y/N] " << std::flush;
  const char answer = read_answer(site);
  return answer == 'y' || answer == 'Y';
}

/// Names what stays a dead letter. Nobody reads the same cause a thousand times on a terminal: there the first of each
/// cause are named, the others counted.
class StillDeadLines {
 public:
  void tell(Progress& progress, const LetterId& id, const StillDead& why) {
    std::size_t& named = named_[why.code];
    if (named == named_max && is_terminal_) {
      ++more_[why.code];
      return;
    }
    ++named;
    progress.clear();
    std::cout << id.text() << " stays a dead letter: " << why.code << ": " << why.reason << std::endl;
  }

  void tell_more() const {
    if (more_.empty()) return;
    std::size_t sum = 0;
    std::string causes;
    for (const auto& [code, count] : more_) {
      sum += count;
      causes += (causes.empty() ? "" : ", ") + std::to_string(count) + ' ' + code;
    }
    std::cout << "and " << sum << " more stay dead letters: " << causes << '\n';
  }

 private:
  static constexpr std::size_t named_max = 20;
  bool is_terminal_ = ::isatty(STDOUT_FILENO) != 0;
  ErrorCounts named_;
  ErrorCounts more_;
};

void tell_end(const ReplayEnd& end, const ReplayPlan& plan) {
  std::cout << "sent: " << end.sent;
  if (end.dropped > 0) std::cout << ", not wanted by mapping.where: " << end.dropped;
  if (end.still_dead > 0) std::cout << ", still dead letters: " << end.still_dead;
  const std::size_t left = plan.pending.size() - end.sent - end.dropped - end.still_dead;
  if (end.kind != ReplayEnd::Kind::done && left > 0) std::cout << ", left: " << left;
  std::cout << std::endl;
}

ExitCode exit_code_of(const ReplayEnd& end, const ReplayPlan& plan) {
  switch (end.kind) {
    case ReplayEnd::Kind::done: break;
    case ReplayEnd::Kind::stopped:
      return fail(ExitCode::failed,
                  (end.text.empty() ? "stopped" : end.text) + "; run the same command again to go on");
    case ReplayEnd::Kind::outrun:
      return fail(ExitCode::failed, end.text + "; run the same command again when that one has ended");
    case ReplayEnd::Kind::failed: return fail(ExitCode::failed, end.text + "; run the same command again to go on");
    case ReplayEnd::Kind::refused: return fail(ExitCode::refused, end.text);
  }
  return end.still_dead + plan.stubs + plan.foreign > 0 ? ExitCode::failed : ExitCode::done;
}

ExitCode replay(DeadLettersSite& site, const ReplayPlan& plan, ReplayTarget target) {
  Progress progress("replayed", plan.pending.size());
  ReplayWatch watch;
  watch.is_stopped = [&site] { return site.is_stopped(); };
  watch.on_progress = [&progress](std::size_t done) { progress.show(done); };
  StillDeadLines still_dead;
  watch.on_still_dead = [&](const LetterId& id, const StillDead& why) { still_dead.tell(progress, id, why); };
  const auto replay = Replay::begin(site.config, plan, target, std::move(watch));
  if (!replay) return fail(ExitCode::failed, replay.error());
  const ReplayEnd end = (*replay)->run();
  progress.clear();
  still_dead.tell_more();
  tell_end(end, plan);
  return exit_code_of(end, plan);
}

}  // namespace

ExitCode replay_dead_letters(const DeadLettersOptions& options, std::span<const std::string> overrides) {
  if (options.choice.is_empty()) {
    return fail(ExitCode::bad_input, "which dead letters? Write ids, --since, --error, --filter, or --all");
  }
  const bool can_ask = ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
  if (!options.is_confirmed && !can_ask) {
    return fail(ExitCode::bad_input, "there is no terminal to ask on: write --yes to send without being asked");
  }
  auto opened = open_dead_letters(options, overrides, options.target);
  if (!opened) return opened.error();
  DeadLettersSite& site = **opened;
  const auto plan =
      plan_replay(*site.reader, site.config, site.choice, options.target, [&site] { return site.is_stopped(); });
  if (!plan) return fail(ExitCode::failed, plan.error());
  tell_missing_causes(site.choice, plan->seen);
  tell_plan(*plan, options.target);
  if (plan->pending.empty()) return plan->stubs + plan->foreign > 0 ? ExitCode::failed : ExitCode::done;
  if (!options.is_confirmed && !is_wanted(site, *plan, options.target)) {
    std::cout << "nothing was sent" << std::endl;
    return ExitCode::done;
  }
  return replay(site, *plan, options.target);
}

}  // namespace sluice
