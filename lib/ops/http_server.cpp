// SPDX-License-Identifier: Apache-2.0
// The only place that has cpp-httplib serve: it parses requests and writes answers; sockets, threads and time limits
// are ours, since its own limits count from one byte to the next and a slow client could hold a thread for good.
#include "ops/http_server.hpp"

#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "ops/http_socket.hpp"

namespace sluice {

namespace {

constexpr std::size_t threads = 4;
/// Beyond it nobody is accepted: the kernel lets some more wait, then refuses.
constexpr std::size_t waiting_max = 64;
/// After accept has failed.
constexpr Millis retry_time{100};

/// Our connection as cpp-httplib reads and writes it.
class Stream final : public httplib::Stream {
 public:
  Stream(HttpConnection& connection, std::string peer) : connection_(connection), peer_(std::move(peer)) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* data, std::size_t size) override { return connection_.read(data, size); }
  ssize_t write(const char* data, std::size_t size) override { return connection_.write(data, size); }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = peer_;
    port = 0;
  }
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return connection_.fd(); }

 private:
  HttpConnection& connection_;
  std::string peer_;
};

/// A fixed number of threads behind a bounded queue: with the queue full, `enqueue` waits, and with it the accepting.
class Pool {
 public:
  explicit Pool(HttpPressure& pressure) : pressure_(pressure) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }

  void enqueue(std::function<void()> task) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return tasks_.size() < waiting_max || pressure_.stopping; });
    tasks_.push_back(std::move(task));
    pressure_.waiting = tasks_.size();
    changed_.notify_all();
  }

  /// Nothing waits any more.
  void begin_end() {
    const std::lock_guard lock(mutex_);
    pressure_.stopping = true;
    changed_.notify_all();
  }
  /// False: the end has begun.
  bool pause(Millis duration) {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, duration, [this] { return pressure_.stopping.load(); });
  }
  /// After the last `enqueue`. Runs what is left, too: each task closes its connection.
  void join() {
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void work() {
    while (true) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !tasks_.empty() || pressure_.stopping; });
      if (tasks_.empty()) return;
      const auto task = std::move(tasks_.front());
      tasks_.pop_front();
      pressure_.waiting = tasks_.size();
      changed_.notify_all();
      lock.unlock();
      task();
    }
  }

  HttpPressure& pressure_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;  ///< guarded by mutex_
  std::vector<std::thread> threads_;
};

/// The pool as cpp-httplib wants it: a queue that it may delete.
class Queue final : public httplib::TaskQueue {
 public:
  explicit Queue(Pool& pool) : pool_(pool) {}
  void enqueue(std::function<void()> task) override { pool_.enqueue(std::move(task)); }
  void shutdown() override {}

 private:
  Pool& pool_;
};

HttpRequest request_of(const httplib::Request& request) {
  return {request.method, request.path, request.remote_addr, request.get_header_value("Host"),
          request.get_header_value("Origin")};
}

void fill(httplib::Response& to, const HttpResponse& from) {
  to.status = from.status;
  for (const auto& [name, value] : from.headers) to.set_header(name, value);
  to.set_content(from.body, from.content_type);
}

}  // namespace

class HttpServer::Server final : public httplib::Server {
 public:
  Server(UniqueFd listener, ListenAddress address, HttpServer::Handler handler)
      : address_(std::move(address)), listener_(std::move(listener)) {
    address_.port = port_of(listener_.get());
    // Before any route of cpp-httplib's own: there are none.
    set_pre_routing_handler(
        [handler = std::move(handler)](const httplib::Request& request, httplib::Response& response) {
          fill(response, handler(request_of(request)));
          return HandlerResponse::Handled;
        });
    new_task_queue = [this] { return new Queue(pool_); };
    thread_ = std::thread([this] { accept(); });
  }

  /// Joins all threads.
  void end() {
    pool_.begin_end();
    // Wakes the thread that accepts, wherever it is.
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
    pool_.join();
  }

  const ListenAddress& address() const { return address_; }

 private:
  /// cpp-httplib ends its loop, and closes the descriptor, at the first error of accept, also at one that passes (no
  /// memory, no descriptors): then it is begun anew.
  void accept() {
    do {
      svr_sock_ = ::dup(listener_.get());
      listen_after_bind();
    } while (pool_.pause(retry_time));
  }

  bool process_and_close_socket(socket_t socket) override {
    HttpConnection connection(socket, pressure_);
    Stream stream(connection, connection.peer());
    bool is_closed = false;
    return process_request(stream, true, is_closed, nullptr);
  }

  ListenAddress address_;
  UniqueFd listener_;
  HttpPressure pressure_;
  Pool pool_{pressure_};
  std::thread thread_;
};

tl::expected<std::unique_ptr<HttpServer>, ListenFault> HttpServer::start(const ListenAddress& address,
                                                                         Handler handler) {
  auto listener = listen_at(address);
  if (!listener) return tl::unexpected(std::move(listener.error()));
  auto server = std::make_unique<Server>(std::move(*listener), address, std::move(handler));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(server)));
}

HttpServer::HttpServer(std::unique_ptr<Server> server) : server_(std::move(server)) {}

HttpServer::~HttpServer() { server_->end(); }

std::string HttpServer::url() const { return "http://" + server_->address().text(); }

}  // namespace sluice
