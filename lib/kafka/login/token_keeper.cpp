// SPDX-License-Identifier: Apache-2.0
#include "kafka/login/token_keeper.hpp"

#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "config/secret_source.hpp"
#include "core/certificate_files.hpp"
#include "core/clock.hpp"
#include "kafka/login/token_endpoint.hpp"

namespace sluice {

namespace {

using namespace std::chrono_literals;

constexpr auto renewal_pause = 10s;
// The thread may be inside getaddrinfo; a stop must not wait for a name server.
constexpr auto end_time_max = 5s;
constexpr std::size_t error_text_size = 512;

Result<OauthToken> next_token(const KafkaSaslConfig& config, Interruption& interruption) {
  if (!config.token) return fetch_token(config, interruption);
  const std::string where = "kafka.sasl.token: ";
  const auto text = value_now(config.token_source, *config.token);
  if (!text) return failure(where + text.error() + "; make it readable");
  auto token = read_web_token(text->reveal());
  if (!token) return failure(where + token.error() + "; give the token that your identity provider has signed");
  if (token->end <= std::chrono::system_clock::now()) {
    return failure(where + "it has ended on " + utc_text(token->end) + "; whoever writes it has to renew it");
  }
  return token;
}

std::int64_t milliseconds_of(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

/// What both threads share; it lives as long as the longer of them.
struct TokenKeeper::Desk {
  Desk(rd_kafka_t* its_handle, KafkaSaslConfig its_config)
      : handle(its_handle), queue(rd_kafka_queue_get_sasl(its_handle)), config(std::move(its_config)) {}
  ~Desk() { rd_kafka_queue_destroy(queue); }  // also behind the handle's end: the queue is counted by itself
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  /// Of the thread.
  void run() {
    while (wait_for_question()) {
      const auto token = next_token(config, interruption);
      const std::lock_guard lock(mutex);
      if (is_over) break;
      hand_over(token);
    }
    const std::lock_guard lock(mutex);
    is_ended = true;
    ended.notify_all();
  }

  /// False: it is over.
  bool wait_for_question() {
    while (true) {
      rd_kafka_event_t* const event = rd_kafka_queue_poll(queue, -1);
      const bool is_question = rd_kafka_event_type(event) == RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH;
      rd_kafka_event_destroy(event);
      const std::lock_guard lock(mutex);
      if (is_over) return false;
      if (is_question || is_renewal) {
        is_renewal = false;
        asked_at = Clock::now();
        return true;
      }
    }
  }

  void hand_over(const Result<OauthToken>& token) const {
    std::string fault = token ? "" : token.error();
    if (token) {
      std::array<char, error_text_size> cause{};
      if (rd_kafka_oauthbearer_set_token(handle, token->value.c_str(), milliseconds_of(token->end),
                                         token->principal.c_str(), nullptr, 0, cause.data(),
                                         cause.size()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        fault = std::string("librdkafka does not take the token: ") + cause.data() +
                "; compare this clock with that of " + "whoever gives the tokens";
      }
    }
    if (!fault.empty()) rd_kafka_oauthbearer_set_token_failure(handle, fault.c_str());
  }

  rd_kafka_t* const handle;
  rd_kafka_queue_t* const queue;
  const KafkaSaslConfig config;
  Interruption interruption;
  std::mutex mutex;
  std::condition_variable ended;
  bool is_over = false;  ///< this and all below: guarded by mutex; then `handle` is not touched any more
  bool is_ended = false;
  bool is_renewal = false;
  TimePoint asked_at;
  std::thread thread;
};

TokenKeeper::TokenKeeper(rd_kafka_t* handle, KafkaSaslConfig config)
    : desk_(std::make_shared<Desk>(handle, std::move(config))) {
  desk_->thread = std::thread([desk = desk_] { desk->run(); });
}

TokenKeeper::~TokenKeeper() {
  std::unique_lock lock(desk_->mutex);
  desk_->is_over = true;
  desk_->interruption.interrupt();
  rd_kafka_queue_yield(desk_->queue);
  if (desk_->ended.wait_for(lock, end_time_max, [this] { return desk_->is_ended; })) {
    lock.unlock();
    desk_->thread.join();
  } else {
    desk_->thread.detach();
  }
}

void TokenKeeper::renew() {
  const std::lock_guard lock(desk_->mutex);
  if (Clock::now() - desk_->asked_at < renewal_pause) return;
  desk_->is_renewal = true;
  rd_kafka_queue_yield(desk_->queue);
}

std::optional<TokenFault> token_fault_in(std::string_view text) {
  constexpr std::string_view beginning = "Failed to acquire SASL OAUTHBEARER token: ";
  const std::size_t begin = text.find(beginning);
  if (begin == std::string_view::npos) return std::nullopt;
  text.remove_prefix(begin + beginning.size());
  const std::size_t end = text.rfind("; ");
  if (end == std::string_view::npos) return TokenFault{text, "check kafka.sasl"};
  return TokenFault{text.substr(0, end), text.substr(end + 2)};
}

}  // namespace sluice
