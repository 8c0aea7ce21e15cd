// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "unit/delivery/pipeline_bench.hpp"

namespace sluice::test {

/// A pipeline that recognises what comes again, and a broker that sends it.
struct CarryOverBench : PipelineBench {
  explicit CarryOverBench(OnRefused on_refused = OnRefused::stop, bool on = true)
      : PipelineBench({{8, 1000}, on_refused, on},
                      {[](const Undeliverable&) {}, [](const Outcome&, auto) {}, [](Pipeline::Traffic) {}}) {
    pipeline.begin_epoch(false);
  }

  Pipeline::Admission offer_again(std::uint16_t packet_id, std::string_view topic) {
    return pipeline.offer(message_of(packet_id, topic, true), 10);
  }
  Pipeline::Admission offer_head(bool duplicated, const std::string& sha256) {
    return pipeline.offer_head(message_of(7, "large", duplicated), {70'000, sha256},
                               {Stage::decode, "MESSAGE_TOO_LARGE", "large"}, 10);
  }
  void reconnect(bool same_session = true) {
    pipeline.end_epoch();
    pipeline.begin_epoch(same_session);
  }
};

}  // namespace sluice::test
