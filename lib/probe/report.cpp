// SPDX-License-Identifier: Apache-2.0
#include "probe/report.hpp"

#include <algorithm>
#include <array>

#include "mapping/json_text.hpp"

namespace sluice {
namespace {

constexpr std::array verdicts{StepVerdict::ok, StepVerdict::warning, StepVerdict::failed, StepVerdict::skipped};
constexpr std::size_t verdict_width = 7;

std::size_t count(std::span<const Step> steps, StepVerdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [verdict](const Step& s) { return s.finding.verdict == verdict; }));
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out;
}

/// Tenths below ten, else whole ones.
std::string milliseconds(std::chrono::microseconds time) {
  const auto tenths = (time.count() + 50) / 100;
  if (tenths >= 100) return std::to_string((tenths + 5) / 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  out.append(out.back() == '{' ? "\"" : ",\"").append(name).append("\":");
  append_json_string(out, text);
}

std::string json_of(const Step& step) {
  std::string out = "{";
  append_member(out, "verdict", to_text(step.finding.verdict));
  append_member(out, "where", step.where);
  append_member(out, "step", step.name);
  append_member(out, "text", step.finding.text);
  if (!step.finding.remedy.empty()) append_member(out, "remedy", step.finding.remedy);
  if (step.finding.verdict == StepVerdict::failed) {
    out += std::string(",\"for_good\":") + (step.finding.is_for_good ? "true" : "false");
  }
  return out + ",\"ms\":" + milliseconds(step.took) + "}";
}

}  // namespace

std::string_view to_text(StepVerdict verdict) {
  switch (verdict) {
    case StepVerdict::ok: return "ok";
    case StepVerdict::warning: return "warning";
    case StepVerdict::failed: return "failed";
    case StepVerdict::skipped: return "skipped";
  }
  return "";
}

bool StepLog::add(std::string_view where, std::string_view name, StepFinding finding, std::chrono::microseconds took) {
  steps_.push_back({std::string(where), std::string(name), std::move(finding), took});
  on_step_(steps_.back());
  return steps_.back().finding.verdict != StepVerdict::failed;
}

ProbeEnd end_of(std::span<const Step> steps) {
  if (count(steps, StepVerdict::failed) == 0) return ProbeEnd::passed;
  const bool is_for_good =
      std::any_of(steps.begin(), steps.end(), [](const Step& step) { return step.finding.is_for_good; });
  return is_for_good ? ProbeEnd::refused : ProbeEnd::unreachable;
}

std::string step_line(const Step& step, Columns columns) {
  std::string line = padded(to_text(step.finding.verdict), verdict_width) + "  " + padded(step.where, columns.where) +
                     "  " + padded(step.name, columns.name) + "  " + step.finding.text;
  if (!step.finding.remedy.empty()) line += "; " + step.finding.remedy;
  if (step.took.count() > 0) line += " (" + milliseconds(step.took) + " ms)";
  // A server's own words must not move the terminal's cursor.
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
  return line;
}

std::string step_counts(std::span<const Step> steps) {
  std::string text;
  for (const StepVerdict verdict : verdicts) {
    const std::size_t number = count(steps, verdict);
    if (number == 0) continue;
    text.append(text.empty() ? "" : ", ").append(std::to_string(number)).append(" ").append(to_text(verdict));
    if (verdict == StepVerdict::warning && number > 1) text += 's';
  }
  return text;
}

std::string step_json(std::span<const Step> steps, int exit_code) {
  std::string out = "{";
  append_member(out, "verdict", to_text(exit_code == 0 ? StepVerdict::ok : StepVerdict::failed));
  out += ",\"exit_code\":" + std::to_string(exit_code) + ",\"counts\":{";
  for (const StepVerdict verdict : verdicts) {
    if (verdict != verdicts.front()) out += ',';
    out.append("\"").append(to_text(verdict)).append("\":").append(std::to_string(count(steps, verdict)));
  }
  out += "},\"steps\":[";
  for (const Step& step : steps) {
    if (&step != steps.data()) out += ',';
    out += json_of(step);
  }
  return out + "]}";
}

}  // namespace sluice
