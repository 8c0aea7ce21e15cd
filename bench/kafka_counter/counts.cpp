// SPDX-License-Identifier: Apache-2.0
#include "kafka_counter/counts.hpp"

#include <cstddef>
#include <cstdio>

#include "kafka_counter/wire.hpp"

namespace sluice::bench {

// RecordBatch: base offset 8, length 4, leader epoch 4, magic 1, checksum 4, attributes 2, last offset delta 4,
// two times 16, producer id 8, epoch 2, base sequence 4, number of records 4, then the records.
std::uint64_t count_batches(std::string_view records, Counts& counts) {
  std::uint64_t added = 0;
  for (WireReader reader(records); !reader.empty();) {
    reader.int64();
    WireReader batch(reader.bytes());
    batch.int32();
    if (const std::int8_t magic = batch.int8(); magic != 2) {
      throw WireError("a record batch has magic " + std::to_string(magic) + ", not 2");
    }
    batch.int32();
    const auto codec = static_cast<std::size_t>(batch.int16() & 7);
    batch.take(4 + 16 + 8 + 2 + 4);
    const std::int32_t number = batch.int32();
    if (number < 0 || codec >= counts.batches_by_codec.size()) throw WireError("a record batch header is out of range");
    added += static_cast<std::uint64_t>(number);
    ++counts.batches;
    ++counts.batches_by_codec[codec];
  }
  counts.records += added;
  counts.bytes += records.size();
  return added;
}

std::string counts_json(std::string_view event, double seconds, const Counts& counts) {
  std::array<char, 256> text{};
  std::snprintf(text.data(), text.size(),
                R"({"event":"%s","seconds":%.6f,"records":%llu,"batches":%llu,"bytes":%llu,)"
                R"("requests":%llu,"codecs":{)",
                std::string(event).c_str(), seconds, static_cast<unsigned long long>(counts.records),
                static_cast<unsigned long long>(counts.batches), static_cast<unsigned long long>(counts.bytes),
                static_cast<unsigned long long>(counts.requests));
  std::string json = text.data();
  for (std::size_t i = 0; i < Counts::codec_names.size(); ++i) {
    if (counts.batches_by_codec[i] == 0) continue;
    if (json.back() != '{') json += ',';
    json += '"' + std::string(Counts::codec_names[i]) + "\":" + std::to_string(counts.batches_by_codec[i]);
  }
  return json + "}}";
}

}  // namespace sluice::bench
