// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "config/config.hpp"
#include "kafka/cluster_query.hpp"
#include "kafka/topics.hpp"
#include "kafka/write_question.hpp"
#include "probe/step.hpp"

namespace sluice {

// What Kafka's answers mean for a task with this configuration. Pure.

/// How the connection is secured, in words: "TLS and SASL PLAIN", "TLS", "SASL PLAIN"; empty: neither, as far as the
/// configuration's own keys tell.
std::string security_text(const KafkaConfig& config);

StepFinding cluster_finding(const Result<ClusterFacts, KafkaFault>& answer);
StepFinding topic_finding(const TopicCheck& check, const Config& config);
/// `cluster_id`: some servers refuse the question before they look at the right.
StepFinding write_finding(const Result<WriteQuestion::Answer, KafkaFault>& answer, const std::string& topic,
                          const std::string& cluster_id);
StepFinding producer_id_finding(const Result<void, KafkaFault>& answer);

/// Where the limit comes from, for the text and the remedy.
struct SizeLimit {
  std::uint64_t bytes = 0;
  std::string setting;  ///< "the topic's max.message.bytes"
};
/// The largest record that gets through against `mqtt.max_message_size`. `server`: Kafka's limit. Less than was asked
/// for is a warning; less than our default, while no less than Kafka's, is not.
StepFinding size_finding(const Result<SizeLimit, KafkaFault>& server, const Config& config);

}  // namespace sluice
