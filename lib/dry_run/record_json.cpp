// SPDX-License-Identifier: Apache-2.0
#include "dry_run/record_json.hpp"

#include "core/overload.hpp"
#include "mapping/base64.hpp"
#include "mapping/json_text.hpp"

namespace sluice {

namespace {

void append_bytes(std::string& out, std::string_view bytes) {
  append_json_string(out, is_utf8(bytes) ? bytes : encode_base64(bytes));
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  out += '"' + std::string(name) + "\":";
  append_json_string(out, text);
}

std::string text_of(const KafkaRecord& record) {
  std::string out = "{";
  append_member(out, "topic", record.topic);
  out += ",\"key\":";
  record.key ? append_bytes(out, *record.key) : void(out += "null");
  if (record.key && !is_utf8(*record.key)) out += R"(,"key_encoding":"base64")";
  out += ",\"timestamp\":" + std::to_string(record.timestamp_ms) + ",\"headers\":[";
  for (const RecordHeader& header : record.headers) {
    if (&header != &record.headers.front()) out += ',';
    out += header_json(header.name, header.value);
  }
  out += "],\"value\":";
  append_bytes(out, record.value);
  out += ',';
  append_member(out, "value_encoding", is_utf8(record.value) ? "text" : "base64");
  return out + '}';
}

std::string text_of(const Rejection& rejection) {
  std::string out = "{\"rejected\":{";
  append_member(out, "stage", to_text(rejection.stage));
  out += ',';
  append_member(out, "cause", rejection.code);
  out += ',';
  append_member(out, "reason", rejection.reason);
  return out + "}}";
}

}  // namespace

std::string record_json(const Mapped& mapped) {
  return std::visit(Overload{[](const KafkaRecord& record) { return text_of(record); },
                             [](const Dropped&) { return std::string("{\"dropped\":true}"); },
                             [](const Rejection& rejection) { return text_of(rejection); }},
                    mapped);
}

std::string header_json(std::string_view name, std::string_view value) {
  std::string out = "[";
  append_json_string(out, name);
  out += ',';
  append_bytes(out, value);
  return out + (is_utf8(value) ? "]" : ",\"base64\"]");
}

}  // namespace sluice
