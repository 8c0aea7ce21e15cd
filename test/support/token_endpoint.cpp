// SPDX-License-Identifier: Apache-2.0
#include "support/token_endpoint.hpp"

#include <httplib.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "mapping/base64.hpp"

namespace sluice::test {

namespace {

std::string base64url(const std::string& bytes) {
  std::string text = encode_base64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text.substr(0, text.find('='));
}

}  // namespace

std::string unsigned_token(const std::string& subject, std::chrono::seconds life, const std::string& scope) {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  nlohmann::json claims{{"sub", subject}, {"iat", now.count()}, {"exp", (now + life).count()}};
  if (!scope.empty()) claims["scope"] = scope;
  return base64url(R"({"alg":"none"})") + '.' + base64url(claims.dump()) + '.';
}

class TokenEndpoint::Server {
 public:
  using Answer = std::function<void(httplib::Response&)>;

  Server() {
    server_.Post("/token", [this](const httplib::Request& request, httplib::Response& response) {
      std::unique_lock lock(mutex_);
      questions_.push_back({request.get_header_value("Authorization"), request.body});
      changed_.wait(lock, [this] { return answer_ != nullptr || is_over_; });
      if (answer_) answer_(response);
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    if (port_ <= 0) throw std::runtime_error("no port for a token endpoint");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~Server() {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
      changed_.notify_all();
    }
    server_.stop();
    thread_.join();
  }

  int port() const { return port_; }
  void set(Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
    changed_.notify_all();
  }
  std::vector<TokenQuestion> questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Answer answer_;  ///< this and all below: guarded by mutex_
  bool is_over_ = false;
  std::vector<TokenQuestion> questions_;
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

TokenEndpoint::TokenEndpoint() : server_(std::make_unique<Server>()) {}
TokenEndpoint::~TokenEndpoint() = default;

std::uint16_t TokenEndpoint::port() const { return static_cast<std::uint16_t>(server_->port()); }

void TokenEndpoint::give_tokens(const std::string& subject, std::chrono::seconds life, const std::string& scope) {
  server_->set([=](httplib::Response& response) {
    const nlohmann::json answer{
        {"access_token", unsigned_token(subject, life, scope)}, {"token_type", "Bearer"}, {"expires_in", life.count()}};
    response.set_content(answer.dump(), "application/json");
  });
}

void TokenEndpoint::answer(int status, const std::string& body, const std::string& location) {
  server_->set([=](httplib::Response& response) {
    response.status = status;
    response.set_content(body, "application/json");
    if (!location.empty()) response.set_header("Location", location);
  });
}

void TokenEndpoint::fall_silent() { server_->set(nullptr); }

std::vector<TokenQuestion> TokenEndpoint::questions() const { return server_->questions(); }

}  // namespace sluice::test
