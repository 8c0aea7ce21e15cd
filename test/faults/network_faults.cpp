// SPDX-License-Identifier: Apache-2.0
#include "faults/network_faults.hpp"

#include <catch2/catch.hpp>

#include "support/cuttable_network.hpp"

namespace sluice::test {
namespace {

constexpr unsigned per_second = 500;

MessageId load_for(Milliseconds length) {
  return static_cast<MessageId>(per_second * (static_cast<std::size_t>(length.count()) / 1'000 + 4));
}

}  // namespace

void cut_network(BrokerKind kind, const SilenceOptions& options) {
  if (const auto why = CuttableNetwork::why_not()) {
    write_row({{}, "a network of its own", "not run: " + *why});
    WARN("not run: " << *why);
    return;
  }
  CuttableNetwork network;
  FaultSite site(kind, {.place = network.place()});
  const auto port = std::to_string(site.broker().port());
  std::vector<std::unique_ptr<SluiceProcess>> replicas;
  for (unsigned number = 0; number < 3; ++number) {
    const auto address = number == 0 ? network.cut_address() : network.steady_address();
    replicas.push_back(FaultSite::start(site.file(number)
                                            .set("mqtt.brokers", "[\"mqtt://" + address + ":" + port + "\"]")
                                            .set("mqtt.keep_alive", options.keep_alive)
                                            .set("log.level", number == 0 ? "debug" : "info")));
  }
  LoadPublisher load(
      site.broker().port(),
      {.count = load_for(options.length), .per_second = per_second, .address = network.steady_address()});
  REQUIRE(load.wait_for_answers(per_second, Milliseconds{20'000}));
  network.cut();
  last(options.length);
  network.mend();
  if (options.is_noticed) replicas[0]->wait_ready(2);
  const bool is_bound = options.is_noticed && kind == BrokerKind::mosquitto;
  site.conclude(load, {.repeated = repeats_of_an_end(kind), .text = is_bound ? "its session continues" : ""});
  const Process& cut_off = replicas[0]->process();
  const std::size_t reconnects = cut_off.count_lines("event=connected ") - 1;
  CHECK((reconnects > 0) == options.is_noticed);
  if (is_bound) CHECK(cut_off.count_lines("session_present=true") == reconnects);
}

void freeze_broker(BrokerKind kind, const SilenceOptions& options) {
  FaultSite site(kind);
  const auto start = [&](unsigned number) {
    return FaultSite::start(site.file(number).set("mqtt.keep_alive", options.keep_alive));
  };
  std::vector<std::unique_ptr<SluiceProcess>> replicas;
  for (unsigned number = 0; number < 3; ++number) replicas.push_back(start(number));
  LoadPublisher load(site.broker().port(), {.count = load_for(options.length), .per_second = per_second});
  REQUIRE(load.wait_for_answers(per_second, Milliseconds{20'000}));
  site.broker().freeze();
  last(options.length);
  for (const auto& replica : replicas) {
    replica->wait_for_log({"event=connection_lost"});
  }
  site.broker().thaw();
  const auto accepted = load.finish(Milliseconds{120'000}).accepted;
  std::size_t ends = 1;
  std::string text = "noticed by the ping";
  const auto has_all = [&] { return site.log().tally().missing(accepted).empty(); };
  // Artemis wakes to several CONNECTs of each client id. Now and then it then gives a session nothing more until that
  // one's next connection: docs/guarantees.md, known limits. What lies there is not lost, and a replica has none of it.
  if (kind == BrokerKind::artemis && !eventually(Milliseconds{60'000}, has_all)) {
    for (unsigned number = 0; number < 3; ++number) {
      CHECK(replicas[number]->stop() == 0);  // all that was received is delivered and acknowledged
      replicas[number] = start(number);
    }
    ends = 2;
    text += ", and all there after another connection";
  }
  site.conclude(accepted, {.repeated = ends * 3 * repeats_of_an_end(kind), .text = text});
}

}  // namespace sluice::test
