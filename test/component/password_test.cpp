// SPDX-License-Identifier: Apache-2.0
// A password of the broker that changes while the process runs.
#include <catch2/catch.hpp>
#include <filesystem>

#include "component/plant.hpp"

namespace sluice::test {

TEST_CASE("each connection shows the password that its file has then") {
  Plant plant;
  const TempDir folder;
  const std::string secret = folder.write("secret", "hunter1\n").string();
  SluiceProcess sluice(plant.file().set("mqtt.username", "plant").set("mqtt.password", "${file:" + secret + "}"));
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  CHECK(session.connect.password == "hunter1");

  folder.write("secret", "hunter2\n");
  session.peer.close();
  auto again = plant.broker.accept_session();
  sluice.wait_ready(2);
  CHECK(again.connect.password == "hunter2");
  CHECK(again.connect.username == "plant");

  std::filesystem::remove(secret);
  again.peer.close();
  CHECK(plant.broker.accept_session().connect.password == "hunter2");
  sluice.wait_for_log({"level=warning", "event=secret_unreadable",
                       "msg=\"mqtt.password cannot be read again, its last value stays in use: the file `" + secret +
                           "` cannot be read: No such file or directory\""});
  CHECK(sluice.process().count_lines("hunter1") == 0);
  CHECK(sluice.process().count_lines("hunter2") == 0);
}

}  // namespace sluice::test
