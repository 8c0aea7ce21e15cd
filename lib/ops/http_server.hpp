// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "config/config.hpp"

namespace sluice {

struct HttpRequest {
  std::string method;
  std::string path;    ///< without query
  std::string peer;    ///< numeric address
  std::string host;    ///< of the header, empty without one
  std::string origin;  ///< of the header: what a browser says of the page that asks
};

struct HttpResponse {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Why there is no listener.
struct ListenFault {
  std::string text;                  ///< a sentence with key, value and remedy
  bool is_setting_at_fault = false;  ///< else it is the machine as it is now: the port is taken
};

/// Answers HTTP/1.1 requests without bodies, one for each connection, on threads of its own: one accepts, four answer.
/// Nobody can hold one of them for longer than two seconds; silent, while others wait, for a quarter of one divided by
/// their number.
class HttpServer {
 public:
  /// Called from several threads at a time; must not throw.
  using Handler = std::function<HttpResponse(const HttpRequest&)>;

  /// Listens at once. The port may be 0: any free one.
  static tl::expected<std::unique_ptr<HttpServer>, ListenFault> start(const ListenAddress& address, Handler handler);
  /// Ends what is going on, joins the threads.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// `http://127.0.0.1:9464`, with the port that it has.
  std::string url() const;

 private:
  class Server;
  explicit HttpServer(std::unique_ptr<Server> server);

  std::unique_ptr<Server> server_;
};

}  // namespace sluice
