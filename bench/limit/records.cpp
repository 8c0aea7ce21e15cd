// SPDX-License-Identifier: Apache-2.0
#include "limit/records.hpp"

#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <variant>

#include "mapping/mapper.hpp"
#include "mqtt/wire/packet.hpp"
#include "mqtt/wire/publish.hpp"

namespace sluice::bench {
namespace {

constexpr std::size_t record_count = 1000;

Record owned(const KafkaRecord& record) {
  Record copy{std::string(record.key.value_or("")), {}, std::string(record.value)};
  for (const RecordHeader& header : record.headers) copy.headers.emplace_back(header.name, header.value);
  return copy;
}

Record record_of(const std::vector<char>& packet, Mapper& mapper) {
  const std::string_view bytes(packet.data(), packet.size());
  const auto header = parse_frame_header(bytes, Sender::server);
  PublishDecoder decoder;
  const auto message = decoder.decode((*header)->flags, bytes.substr((*header)->header_size, (*header)->body_size));
  const Mapped mapped = mapper.map(*message);
  const auto* record = std::get_if<KafkaRecord>(&mapped);
  if (record == nullptr) throw std::runtime_error("the mapping makes no record of a message of the firehose");
  return owned(*record);
}

}  // namespace

std::vector<Record> make_records(MessageShape shape, const MappingRules& rules) {
  auto mapper = Mapper::compile(rules);
  if (!mapper) throw std::runtime_error("mapping." + mapper.error().front().key + ": " + mapper.error().front().text);
  const MessageSet messages(shape);
  std::vector<Record> records;
  records.reserve(record_count);
  std::vector<char> packet;
  for (std::size_t i = 0; i < record_count; ++i) {
    packet.clear();
    // Packet ids of a window of 10,000: mostly four digits.
    messages.append(i, static_cast<std::uint16_t>(10 * i + 1), packet);
    records.push_back(record_of(packet, *mapper));
  }
  return records;
}

}  // namespace sluice::bench
