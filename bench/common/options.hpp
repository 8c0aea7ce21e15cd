// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sluice::bench {

/// The few command line options of a benchmark program: `--name value`, all optional.
class Options {
 public:
  /// `purpose` is the first line of `--help`.
  explicit Options(std::string purpose) : purpose_(std::move(purpose)) {}

  /// Declares `--name N` with `value` as its default; a value beyond `max` is refused.
  Options& number(std::string name, std::uint64_t& value, std::uint64_t max, std::string help);
  Options& text(std::string name, std::string& value, std::string help);

  /// Reads the command line. The exit code to leave with, if any: 0 after `--help`, 2 with a text that names what is
  /// wrong.
  std::optional<int> parse(int argc, char** argv) const;

 private:
  struct Option {
    std::string name;
    std::string help;
    std::uint64_t* number;
    std::uint64_t max;
    std::string* text;
  };

  void show_help() const;
  const Option& find(const std::string& argument) const;

  std::string purpose_;
  std::vector<Option> options_;
};

}  // namespace sluice::bench
