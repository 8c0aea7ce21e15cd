// SPDX-License-Identifier: Apache-2.0
#include "kafka/kafka_client.hpp"

#include <array>
#include <string>

namespace sluice {

Result<KafkaClient> make_kafka_client(rd_kafka_type_t type, KafkaConf conf, int events, KafkaLogin& login) {
  constexpr std::size_t error_text_size = 512;
  login.prepare(conf.get(), events);
  std::array<char, error_text_size> cause{};
  KafkaClient client(rd_kafka_new(type, conf.get(), cause.data(), cause.size()));
  if (!client) {
    const std::string kind = type == RD_KAFKA_PRODUCER ? "producer" : "consumer";
    return failure("kafka.properties: librdkafka cannot make a " + kind + " of these settings: " + cause.data());
  }
  static_cast<void>(conf.release());  // rd_kafka_new took it
  login.begin(client.get());
  return client;
}

}  // namespace sluice
