// SPDX-License-Identifier: Apache-2.0
// A Kafka without an installation: librdkafka's mock cluster of one broker in a process of its own. It speaks the real
// protocol, keeps records in memory only, and forgets the oldest of them beyond about 5 MiB a partition.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string_view>

namespace {

constexpr int partitions_max = 64;

struct DestroyHandle {
  void operator()(rd_kafka_t* handle) const { rd_kafka_destroy(handle); }
};
struct DestroyCluster {
  void operator()(rd_kafka_mock_cluster_t* cluster) const { rd_kafka_mock_cluster_destroy(cluster); }
};

/// The number in `text`, or 0 when it is not one of 1 to 64.
int partition_count(std::string_view text) {
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && count >= 1 && count <= partitions_max ? count : 0;
}

int fail(const char* what, const char* why) {
  std::fprintf(stderr, "embedded_kafka: %s: %s\n", what, why);
  return 1;
}

/// Serves until SIGINT or SIGTERM; prints `host:port` as its first and only line.
int serve(const char* topic, int partitions) {
  // Blocked before librdkafka starts its threads, so that only sigwait below sees them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  std::array<char, 512> error{};
  // Quiet: librdkafka would complain that this handle, which only carries the cluster, has no address to connect to.
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "log_level", "3", error.data(), error.size());
  const std::unique_ptr<rd_kafka_t, DestroyHandle> handle(
      rd_kafka_new(RD_KAFKA_PRODUCER, conf, error.data(), error.size()));
  if (!handle) return fail("cannot start librdkafka", error.data());
  const std::unique_ptr<rd_kafka_mock_cluster_t, DestroyCluster> cluster(rd_kafka_mock_cluster_new(handle.get(), 1));
  if (!cluster) return fail("cannot start the mock cluster", "see the lines above");
  const rd_kafka_resp_err_t created = rd_kafka_mock_topic_create(cluster.get(), topic, partitions, 1);
  if (created != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(topic, rd_kafka_err2str(created));

  std::puts(rd_kafka_mock_cluster_bootstraps(cluster.get()));
  std::fflush(stdout);
  int signal = 0;
  sigwait(&ends, &signal);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const int partitions = argc == 3 ? partition_count(argv[2]) : 0;
  if (partitions == 0) {
    std::fprintf(stderr, "usage: embedded_kafka TOPIC PARTITIONS (1 to %d)\n", partitions_max);
    return 2;
  }
  return serve(argv[1], partitions);
}
