// SPDX-License-Identifier: Apache-2.0
// A message that can never be delivered ends the task, stays at the broker, and takes no neighbour with it.
#include <catch2/catch.hpp>

#include "component/plant.hpp"

namespace sluice::test {

TEST_CASE("a record that Kafka can never take ends the task with exit code 1, unacknowledged, and is named") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.on_stop", "leave"));
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  session.peer.send_publish(message(1, "before")).expect_puback(1);
  session.peer.send_publish(message(2, std::string(1'100'000, 'x')));
  // No UNSUBSCRIBE and no Session Expiry 0 in spite of `leave`: the message waits in the session.
  const auto disconnect = session.peer.expect_disconnect();
  CHECK(number_of(disconnect.properties, PropertyId::session_expiry).value_or(~0U) == ~0U);
  session.peer.close();
  CHECK(sluice.exit_code() == 1);
  sluice.wait_for_log({"event=undeliverable", "topic=load/1", "code=MSG_SIZE_TOO_LARGE", "message.max.bytes"});
  sluice.wait_for_log({"event=stopped", "exit_code=1", "stays unacknowledged"});
  CHECK(all_values_of(plant, 1) == std::vector<std::string>{"before"});
}

TEST_CASE("a message larger than mqtt.max_message_size ends the task with exit code 1 and is named by its topic") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.max_message_size", "64KiB"));
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  session.peer.send_publish(message(1, "before"));
  session.peer.send_publish(message(2, std::string(70'000, 'x')));
  session.peer.expect_puback(1);
  session.peer.expect_disconnect();
  session.peer.close();
  CHECK(sluice.exit_code() == 1);
  sluice.wait_for_log({"event=undeliverable", "topic=load/1", "code=MESSAGE_TOO_LARGE", "mqtt.max_message_size"});
  CHECK(all_values_of(plant, 1) == std::vector<std::string>{"before"});
}

}  // namespace sluice::test
