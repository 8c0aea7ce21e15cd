// SPDX-License-Identifier: Apache-2.0
#include "kafka/kafka_fault.hpp"

#include "kafka/report.hpp"

namespace sluice {

KafkaFault no_answer(const Config& config, rd_kafka_resp_err_t error, const KafkaTrouble& trouble) {
  const std::string cause = trouble.text.empty() ? std::string(rd_kafka_err2str(error)) : trouble.text;
  if (is_security_refusal(trouble.code, trouble.text)) {
    LoginFault fault = login_fault(trouble.code, trouble.text, uses_scram(config));
    return {!fault.may_pass, error_name(trouble.code), std::string(fault.title) + ": " + fault.cause,
            std::move(fault.remedy)};
  }
  return {false, error_name(error), "no answer: " + cause, std::string(no_answer_remedy(cause))};
}

}  // namespace sluice
