// SPDX-License-Identifier: Apache-2.0
#include "common/options.hpp"

#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace sluice::bench {
namespace {

std::uint64_t number_of(const std::string& name, std::string_view text, std::uint64_t max) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > max) {
    throw std::invalid_argument("--" + name + " '" + std::string(text) + "' is not a whole number from 0 to " +
                                std::to_string(max));
  }
  return value;
}

}  // namespace

Options& Options::number(std::string name, std::uint64_t& value, std::uint64_t max, std::string help) {
  options_.push_back({std::move(name), std::move(help), &value, max, nullptr});
  return *this;
}

Options& Options::text(std::string name, std::string& value, std::string help) {
  options_.push_back({std::move(name), std::move(help), nullptr, 0, &value});
  return *this;
}

std::optional<int> Options::parse(int argc, char** argv) const {
  try {
    for (int i = 1; i < argc; i += 2) {
      const std::string argument = argv[i];
      if (argument == "--help" || argument == "-h") {
        show_help();
        return 0;
      }
      const Option& option = find(argument);
      if (i + 1 == argc) throw std::invalid_argument(argument + " needs a value");
      if (option.number != nullptr) *option.number = number_of(option.name, argv[i + 1], option.max);
      if (option.text != nullptr) *option.text = argv[i + 1];
    }
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "%s: %s; see --help\n", argv[0], error.what());
    return 2;
  }
  return std::nullopt;
}

const Options::Option& Options::find(const std::string& argument) const {
  for (const Option& option : options_) {
    if (argument == "--" + option.name) return option;
  }
  throw std::invalid_argument("unknown option '" + argument + "'");
}

void Options::show_help() const {
  std::printf("%s\n", purpose_.c_str());
  for (const Option& option : options_) {
    const std::string standard = option.number != nullptr ? std::to_string(*option.number) : *option.text;
    std::printf("  --%-20s %s [%s]\n", option.name.c_str(), option.help.c_str(), standard.c_str());
  }
}

}  // namespace sluice::bench
