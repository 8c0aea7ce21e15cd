// SPDX-License-Identifier: Apache-2.0
#include "ops/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace sluice {

namespace {

spdlog::level::level_enum level_of(Severity severity) {
  switch (severity) {
    case Severity::debug: return spdlog::level::debug;
    case Severity::info: return spdlog::level::info;
    case Severity::warn: return spdlog::level::warn;
    case Severity::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::trace: return spdlog::level::trace;
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warn: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

bool needs_quotes(std::string_view text) {
  return text.empty() || std::any_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '=' || c == '\\' || c == '\x7f';
         });
}

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\x";
      out += hex[byte >> 4U];
      out += hex[byte & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_logfmt(std::string& out, std::string_view text) {
  if (needs_quotes(text)) {
    append_quoted(out, text);
  } else {
    out += text;
  }
}

std::string shortest(double number) {
  std::array<char, 32> digits{};
  auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return {digits.data(), end};
}

std::string plain_text(const Event::Value& value) {
  return std::visit(
      [](const auto& v) -> std::string {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::string>) return v;
        if constexpr (std::is_same_v<T, bool>) return v ? "true" : "false";
        if constexpr (std::is_same_v<T, double>) return shortest(v);
        if constexpr (std::is_same_v<T, std::int64_t>) return std::to_string(v);
      },
      value);
}

/// Foreign bytes (topics, broker texts) may be no UTF-8: replaced, never thrown.
std::string json_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string to_logfmt(const Event& event) {
  std::string line = "event=";
  append_logfmt(line, event.name);
  line += " msg=";
  append_quoted(line, event.text);
  for (const Event::Field& field : event.fields) {
    line += ' ';
    line += field.name;
    line += '=';
    append_logfmt(line, plain_text(field.value));
  }
  return line;
}

std::string to_json_members(const Event& event) {
  std::string line = "\"event\":" + json_text(std::string(event.name)) + ",\"msg\":" + json_text(event.text);
  for (const Event::Field& field : event.fields) {
    line += ',' + json_text(std::string(field.name)) + ':';
    line += std::visit([](const auto& value) { return json_text(value); }, field.value);
  }
  return line;
}

struct Log::Writer {
  explicit Writer(const LogConfig& config)
      : json(config.format == LogFormat::json), logger("sluice", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger.set_level(level_of(config.level));
    logger.flush_on(spdlog::level::trace);
    logger.set_error_handler([](const std::string&) {});
    // Times in UTC with milliseconds, so that the lines of several replicas sort together.
    logger.set_pattern(
        json ? R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})" : "ts=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v",
        spdlog::pattern_time_type::utc);
  }

  bool json;
  spdlog::logger logger;
};

Log::Log(const LogConfig& config) : writer_(std::make_unique<Writer>(config)) {}
Log::~Log() = default;

void Log::emit(const Event& event) {
  const auto level = level_of(event.severity);
  if (!writer_->logger.should_log(level)) return;
  writer_->logger.log(level, "{}", writer_->json ? to_json_members(event) : to_logfmt(event));
}

}  // namespace sluice
