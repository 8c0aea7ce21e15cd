// SPDX-License-Identifier: Apache-2.0
// The broker's name where no name server answers: a connection waits for it, the task does not.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "component/plant.hpp"

namespace sluice::test {

namespace {

/// What is started meanwhile meets a name server that never answers.
struct SilentNameServer {
  // NOLINTBEGIN(concurrency-mt-unsafe)
  SilentNameServer() {
    ::setenv("LD_PRELOAD", SLUICE_SILENT_NAME_SERVER, 1);
    // It comes before the sanitizer's library, which minds.
    ::setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
  }
  ~SilentNameServer() {
    ::unsetenv("LD_PRELOAD");
    ::unsetenv("ASAN_OPTIONS");
  }
  // NOLINTEND(concurrency-mt-unsafe)
  SilentNameServer(const SilentNameServer&) = delete;
  SilentNameServer& operator=(const SilentNameServer&) = delete;
};

}  // namespace

TEST_CASE("a stop does not wait for a name server that does not answer") {
  Plant plant;
  const SilentNameServer silent;
  SluiceProcess sluice(plant.file().set("mqtt.brokers", "[\"mqtt://silent.test:1883\"]"));
  sluice.wait_for_log({"event=started"});
  CHECK(sluice.stop(Milliseconds{5'000}) == 0);
}

TEST_CASE("a broker whose name is not resolved within 15 s is left for the next one of the list") {
  Plant plant;
  const SilentNameServer silent;
  SluiceProcess sluice(
      plant.file().set("mqtt.brokers", "[\"mqtt://silent.test:1883\", \"" + plant.broker.url() + "\"]"));
  sluice.wait_for_log({"event=connection_lost",
                       "mqtt://silent.test:1883: cannot resolve the host name: no answer "
                       "within 15 s; check this machine's name servers"},
                      Milliseconds{30'000});
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "x")).expect_puback(1);
  sluice.terminate();
  session.peer.expect_disconnect();
  session.peer.close();
  // The lookup still goes on.
  CHECK(sluice.exit_code(Milliseconds{5'000}) == 0);
}

}  // namespace sluice::test
