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

/// The end of the first control character of two bytes, U+0080 to U+009F, behind `begin`; npos: there is none.
/// Terminals take some of them for the beginning of a command, and who publishes chooses the topics that are logged.
std::size_t long_control_end(std::string_view text, std::size_t begin) {
  for (std::size_t at = begin; (at = text.find('\xC2', at)) != std::string_view::npos; ++at) {
    if (at + 1 == text.size()) break;
    const auto next = static_cast<unsigned char>(text[at + 1]);
    if (next >= 0x80 && next < 0xA0) return at + 2;
  }
  return std::string_view::npos;
}

bool needs_quotes(std::string_view text) {
  return text.empty() || long_control_end(text, 0) != std::string_view::npos ||
         std::any_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '=' || c == '\\' || c == '\x7f';
         });
}

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  std::size_t control_end = long_control_end(text, 0);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    if (at == control_end) control_end = long_control_end(text, at);
    const bool is_long_control = control_end != std::string_view::npos && at + 2 >= control_end;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f || is_long_control) {
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
  std::string text = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  for (std::size_t end = long_control_end(text, 0); end != std::string::npos; end = long_control_end(text, end)) {
    static constexpr std::string_view hex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(text[end - 1]);
    text.replace(end - 2, 2, {'\\', 'u', '0', '0', hex[byte >> 4U], hex[byte & 15U]});
  }
  return text;
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
