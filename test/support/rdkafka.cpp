// SPDX-License-Identifier: Apache-2.0
#include "support/rdkafka.hpp"

#include <array>
#include <stdexcept>

namespace sluice::test {

RdClient make_client(rd_kafka_type_t type, const std::vector<std::pair<std::string, std::string>>& properties) {
  std::array<char, 512> text{};
  std::unique_ptr<rd_kafka_conf_t, RdDestroy<rd_kafka_conf_destroy>> conf(rd_kafka_conf_new());
  for (const auto& [name, value] : properties) {
    if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), text.data(), text.size()) != RD_KAFKA_CONF_OK) {
      throw std::runtime_error(text.data());
    }
  }
  rd_kafka_conf_set_log_cb(conf.get(), nullptr);
  RdClient client(rd_kafka_new(type, conf.get(), text.data(), text.size()));
  if (!client) throw std::runtime_error(text.data());
  static_cast<void>(conf.release());  // rd_kafka_new took it
  return client;
}

void require_ok(rd_kafka_resp_err_t error, const std::string& what) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(what + ": " + rd_kafka_err2str(error));
}

std::optional<std::string> bytes_of(const void* data, std::size_t size) {
  if (data == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(data), size);
}

std::vector<std::pair<std::string, std::optional<std::string>>> headers_of(const rd_kafka_message_t& message) {
  std::vector<std::pair<std::string, std::optional<std::string>>> result;
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return result;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    result.emplace_back(name, bytes_of(value, size));
  }
  return result;
}

}  // namespace sluice::test
