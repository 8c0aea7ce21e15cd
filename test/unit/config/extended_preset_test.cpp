// SPDX-License-Identifier: Apache-2.0
#include "config/extended_preset.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace sluice::test {
namespace {

std::string shown(const std::optional<std::string>& name) { return name ? ' ' + *name : " -"; }

std::string shown(std::size_t index) {
  const ExtendedFieldRules rules = extended_preset(index);
  return std::string(extended_preset_names()[index]) + ':' + shown(rules.message_id) + shown(rules.message_timestamp) +
         shown(rules.publisher_client_id) + shown(rules.publisher_client_host) + shown(rules.publisher_username);
}

}  // namespace

TEST_CASE("a preset holds the names that its broker adds, and no other, which a publisher could forge") {
  std::string all;
  for (std::size_t i = 0; i < extended_preset_names().size(); ++i) all += shown(i) + '\n';
  CHECK(all ==
        "none: - - - - -\n"
        "mosquitto: $message_id $timestamp $clientid $client_address $client_username\n"
        "mosquitto_example: - $timestamp $clientid - $client_username\n"
        "mosquitto_timestamp: - timestamp - - -\n"
        "emqx: $message_id $timestamp $clientid $client_address $client_username\n"
        "hivemq: $message_id $timestamp $clientid $client_address $client_username\n"
        "vernemq: $message_id $timestamp $clientid - $client_username\n"
        "bifromq: $message_id $timestamp $clientid $client_address $client_username\n"
        "mochi: $message_id $timestamp $clientid $client_address $client_username\n"
        "aws_iot: $message_id $timestamp $clientid $client_address -\n"
        "tdmq: $message_id - $clientid - -\n");
}

}  // namespace sluice::test
