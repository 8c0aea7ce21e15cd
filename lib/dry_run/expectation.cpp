// SPDX-License-Identifier: Apache-2.0
#include "dry_run/expectation.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "dry_run/node_json.hpp"
#include "mapping/timestamp.hpp"

namespace sluice {

namespace {

constexpr std::array<std::string_view, 3> stages{"decode", "mapping", "kafka"};

const Node* find(const Node& node, std::string_view key) {
  const Node::Entry* entry = node.find(key);
  return entry == nullptr ? nullptr : &entry->value;
}

std::optional<std::string> text_at(const Node& node, std::string_view key, const NodeReader& reader) {
  const Node* value = find(node, key);
  return value == nullptr ? std::nullopt : reader.text(*value, key);
}

/// `text`, the default, or `base64`; the bytes of `value`.
std::optional<std::string> encoded(const Node& node, const std::string& key, const NodeReader& reader) {
  const Node* value = find(node, key);
  const std::string encoding_key = key + "_encoding";
  const Node* encoding = find(node, encoding_key);
  if (value == nullptr) {
    if (encoding != nullptr) {
      reader.fault(*encoding, '`' + encoding_key + "` stands without `" + key + '`', "write both, or none");
    }
    return std::nullopt;
  }
  if (encoding == nullptr || encoding->text == "text") return reader.text(*value, key);
  if (encoding->text == "base64") return reader.base64(*value, key);
  reader.fault(*encoding, '`' + encoding_key + "` is " + reader.shown(*encoding), "it can be text or base64");
  return std::nullopt;
}

std::optional<ExpectedRecord::Header> header(const Node& item, const std::string& key, const NodeReader& reader) {
  const std::size_t count = item.items.size();
  const bool is_encoded = count == 3 && item.items[2].text == "base64";
  if (count != 2 && !is_encoded) {
    reader.fault(item,
                 '`' + key + "` is no header: " + (item.kind == Node::Kind::list ? json_of(item) : reader.shown(item)),
                 R"(write [name, value], or [name, value, base64] for bytes that are not text)");
    return std::nullopt;
  }
  auto name = reader.text(item.items[0], key + "[0]");
  auto value = is_encoded ? reader.base64(item.items[1], key + "[1]") : reader.text(item.items[1], key + "[1]");
  if (!name || !value) return std::nullopt;
  return ExpectedRecord::Header(std::move(*name), std::move(*value));
}

std::optional<std::vector<ExpectedRecord::Header>> headers_at(const Node& node, const std::string& key,
                                                              const NodeReader& reader) {
  const Node* list = find(node, key);
  if (list == nullptr) return std::nullopt;
  std::vector<ExpectedRecord::Header> headers;
  if (list->kind != Node::Kind::list) {
    reader.fault(*list, '`' + key + "` must be a list of pairs, not " + reader.shown(*list),
                 "write [[name, value], ...]: names may repeat, and their order counts");
    return std::nullopt;
  }
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    if (auto one = header(list->items[i], key + '[' + std::to_string(i) + ']', reader))
      headers.push_back(std::move(*one));
  }
  return headers;
}

void read_names(const Node& node, std::vector<std::string>& names, const NodeReader& reader) {
  if (node.kind != Node::Kind::list) {
    reader.fault(node, "`headers_exclude` must be a list of names, not " + reader.shown(node), "write [name, ...]");
    return;
  }
  for (const Node& item : node.items) {
    if (auto name = reader.text(item, "headers_exclude")) names.push_back(std::move(*name));
  }
}

void read_route(const Node& node, ExpectedRecord& record, const NodeReader& reader) {
  std::size_t number = 0;
  const char* const end = node.text.data() + node.text.size();
  const auto [rest, error] = std::from_chars(node.text.data(), end, number);
  if (node.text == "none" || (error == std::errc() && rest == end)) {
    record.route = node.text;
  } else {
    reader.fault(node, "`route` is " + reader.shown(node), "write which of `mapping.routes` it is, from 0, or none");
  }
}

void read_time(const Node& node, ExpectedRecord& record, const NodeReader& reader) {
  record.timestamp_ms = parse_timestamp(node.text);
  if (record.timestamp_ms) return;
  reader.fault(node, "`timestamp` is " + reader.shown(node) + ", which is no time",
               "write milliseconds since 1970, or ISO 8601 as in 2026-01-01T00:00:00Z");
}

std::optional<Expectation> read_record(const Node& node, const NodeReader& reader) {
  static constexpr std::array<std::string_view, 13> keys{
      "topic",           "key",   "key_encoding",   "timestamp",  "headers", "headers_include",
      "headers_exclude", "value", "value_encoding", "value_json", "route",   "dropped",
      "rejected"};
  if (!reader.is_map_of(node, "`expect`", keys)) return std::nullopt;
  ExpectedRecord record;
  record.topic = text_at(node, "topic", reader);
  const Node* key = find(node, "key");
  if (key != nullptr && key->kind == Node::Kind::empty) {
    record.key = ExpectedRecord::Key{};
  } else if (auto bytes = encoded(node, "key", reader)) {
    record.key = ExpectedRecord::Key{std::move(bytes)};
  }
  if (const Node* time = find(node, "timestamp")) read_time(*time, record, reader);
  record.headers = headers_at(node, "headers", reader);
  record.headers_include = headers_at(node, "headers_include", reader).value_or(record.headers_include);
  if (const Node* names = find(node, "headers_exclude")) read_names(*names, record.headers_exclude, reader);
  record.value = encoded(node, "value", reader);
  if (const Node* value = find(node, "value_json")) record.value_json = *value;
  if (const Node* route = find(node, "route")) read_route(*route, record, reader);
  return record;
}

std::optional<Expectation> read_rejection(const Node& node, const NodeReader& reader) {
  static constexpr std::array<std::string_view, 3> keys{"stage", "cause", "reason"};
  if (!reader.is_map_of(node, "`rejected`", keys)) return std::nullopt;
  ExpectedRejection rejection{text_at(node, "stage", reader), text_at(node, "cause", reader),
                              text_at(node, "reason", reader)};
  const bool is_known = !rejection.stage || std::find(stages.begin(), stages.end(), *rejection.stage) != stages.end();
  if (!is_known)
    reader.fault(*find(node, "stage"), "`stage` is `" + *rejection.stage + '`', "it is one of decode, mapping, kafka");
  return rejection;
}

}  // namespace

std::optional<Expectation> read_expectation(const Node& node, const NodeReader& reader) {
  const std::size_t before = reader.findings().all().size();
  const Node* dropped = find(node, "dropped");
  const Node* rejected = find(node, "rejected");
  std::optional<Expectation> result;
  if ((dropped != nullptr || rejected != nullptr) && node.entries.size() > 1) {
    reader.fault(node, "`expect` names a drop or a rejection, and more beside",
                 "keep one: only a record has other keys");
  } else if (rejected != nullptr) {
    result = read_rejection(*rejected, reader);
  } else if (dropped != nullptr) {
    if (!reader.flag(*dropped, "dropped").value_or(true)) {
      reader.fault(*dropped, "`dropped` is false", "leave it out, and write what the record is like");
    }
    result = Dropped();
  } else {
    result = read_record(node, reader);
  }
  if (reader.findings().all().size() > before) return std::nullopt;
  return result;
}

}  // namespace sluice
