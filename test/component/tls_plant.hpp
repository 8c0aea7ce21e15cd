// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "component/plant.hpp"
#include "support/tls_front.hpp"

namespace sluice::test {

/// The plant behind TLS: what `sluice` sees of the broker is the front.
struct TlsPlant {
  Plant plant;
  CertificateAuthority authority{"plant ca"};
  TlsFront front;

  explicit TlsPlant(const CertificateWish& server = {.common_name = "broker"}, TlsFrontPlan plan = {})
      : front(plant.broker.port(), with(std::move(plan), authority.issue("server", server))) {}

  static TlsFrontPlan with(TlsFrontPlan plan, const Identity& identity) {
    plan.identity = identity;
    return plan;
  }

  std::string url(const std::string& host = "localhost") const {
    return "mqtts://" + host + ":" + std::to_string(front.port());
  }

  TaskFile file(const std::string& host = "localhost") const {
    return plant.file().set("mqtt.brokers", "[\"" + url(host) + "\"]").set("mqtt.tls.ca", authority.path());
  }
};

}  // namespace sluice::test
