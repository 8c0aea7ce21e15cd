// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "config/document.hpp"
#include "dry_run/node_reader.hpp"
#include "mapping/mapped.hpp"

namespace sluice {

/// What a record must be like; what is absent is not looked at.
struct ExpectedRecord {
  struct Key {
    std::optional<std::string> bytes;  ///< absent: there must be none
  };
  using Header = std::pair<std::string, std::string>;  ///< name, value as bytes

  std::optional<std::string> topic;
  std::optional<Key> key;
  std::optional<std::int64_t> timestamp_ms;
  std::optional<std::vector<Header>> headers;  ///< all of them, in order
  std::vector<Header> headers_include;         ///< these among others, in any order
  std::vector<std::string> headers_exclude;    ///< no header has one of these names
  std::optional<std::string> value;
  std::optional<Node> value_json;    ///< the value as JSON, whatever its spaces and its order of keys
  std::optional<std::string> route;  ///< its number, or `none`
};

/// Texts that are absent are not looked at.
struct ExpectedRejection {
  std::optional<std::string> stage;
  std::optional<std::string> cause;
  std::optional<std::string> reason;
};

using Expectation = std::variant<ExpectedRecord, Dropped, ExpectedRejection>;

/// Reads the `expect` of a case. It takes what `record_json` writes, and the keys of above beside. Nothing, and
/// something in the reader's findings, with faults.
std::optional<Expectation> read_expectation(const Node& node, const NodeReader& reader);

}  // namespace sluice
