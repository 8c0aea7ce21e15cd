// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace sluice::test {

/// Where a server runs: on the loopback, unless told otherwise.
struct Place {
  std::vector<std::string> enter;  ///< a command that runs another one there
  std::string listen;              ///< address to listen on; empty: 127.0.0.1
};

/// A real server, started by one of scripts/servers on a port of its own with a folder of its own. It may be ended and
/// started again: same port, same folder. Every start throws std::runtime_error with the server's output when it does
/// not become ready: a test that needs a server fails without it, it is never skipped.
class Server {
 public:
  virtual ~Server() = default;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return port_; }
  /// `127.0.0.1:port`.
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  void start();
  void stop();    ///< SIGTERM, and waits for its end
  void kill();    ///< SIGKILL, and waits for its end
  void freeze();  ///< SIGSTOP: connections stay, nothing answers
  void thaw();    ///< SIGCONT

  /// The running (or last) process, for its log.
  const Process& process() const { return *process_; }

 protected:
  Server(std::string script, std::string ready_line, Milliseconds ready_deadline, std::vector<std::string> arguments,
         Place place = {});

  /// From the next start on.
  void set_arguments(std::vector<std::string> arguments) { arguments_ = std::move(arguments); }

 private:
  void end(int signal);

  std::string script_;
  std::string ready_line_;
  Milliseconds ready_deadline_;
  std::vector<std::string> arguments_;
  Place place_;
  std::uint16_t port_;
  TempDir folder_;
  std::unique_ptr<Process> process_;
};

/// Debian's Mosquitto: keeps what belongs to a session on disk, no queue limit. Runs after construction.
/// `lines` are added to its configuration.
class Mosquitto : public Server {
 public:
  explicit Mosquitto(const std::vector<std::string>& lines = {}, const Place& place = {});
};

/// Apache ActiveMQ Artemis from the jars of Maven Central (fetched once per machine): what a member held and did not
/// acknowledge goes to the others. Keeps its journal on disk. Runs after construction.
class Artemis : public Server {
 public:
  explicit Artemis(const Place& place = {});

  /// Whether it holds a session of this client id, as it says itself: nothing is ended or prolonged by asking. Throws
  /// std::runtime_error when it does not answer.
  bool has_session(const std::string& client_id) const;
};

/// HiveMQ CE from the jars of Maven Central (fetched once per machine): as Artemis, but nobody in a group gets anything
/// while one member holds a message. Keeps its data on disk. Runs after construction.
class HiveMq : public Server {
 public:
  explicit HiveMq(const Place& place = {});
};

/// mochi, built by Go (once per machine): keeps sessions in memory only, and leaves what exceeds a Receive Maximum
/// until the next connection. Runs after construction.
class Mochi : public Server {
 public:
  explicit Mochi(const Place& place = {});
};

/// One node of Apache Kafka from the jars of Maven Central (fetched once per machine). Runs after construction.
class ApacheKafka : public Server {
 public:
  /// `arguments`: more of scripts/servers/kafka.sh run.
  explicit ApacheKafka(std::vector<std::string> arguments = {});

  using Server::set_arguments;
};

}  // namespace sluice::test
