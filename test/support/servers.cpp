// SPDX-License-Identifier: Apache-2.0
#include "support/servers.hpp"

#include <csignal>
#include <stdexcept>

#include "support/http_client.hpp"
#include "support/sockets.hpp"

namespace sluice::test {
namespace {

constexpr Milliseconds end_deadline{20'000};

std::vector<std::string> conf_lines(const std::vector<std::string>& lines) {
  std::vector<std::string> arguments;
  for (const auto& line : lines) {
    arguments.emplace_back("--conf-line");
    arguments.push_back(line);
  }
  return arguments;
}

}  // namespace

Server::Server(std::string script, std::string ready_line, Milliseconds ready_deadline,
               std::vector<std::string> arguments, Place place)
    : script_(std::string(SLUICE_SOURCE_DIR) + "/scripts/servers/" + std::move(script)),
      ready_line_(std::move(ready_line)),
      ready_deadline_(ready_deadline),
      arguments_(std::move(arguments)),
      place_(std::move(place)),
      port_(free_port()) {
  start();
}

void Server::start() {
  Command command{place_.enter, {}, {}};
  const std::vector<std::string> words{
      script_, "run", "--port", std::to_string(port_), "--dir", (folder_.path() / "data").string()};
  command.argv.insert(command.argv.end(), words.begin(), words.end());
  if (!place_.listen.empty()) command.argv.insert(command.argv.end(), {"--listen", place_.listen});
  command.argv.insert(command.argv.end(), arguments_.begin(), arguments_.end());
  process_ = std::make_unique<Process>(command);
  if (!process_->wait_for_line(ready_line_, ready_deadline_)) {
    throw std::runtime_error(script_ + " did not say \"" + ready_line_ + "\" within " +
                             std::to_string(ready_deadline_.count()) + " ms; it said:\n" + process_->output());
  }
}

void Server::stop() { end(SIGTERM); }
void Server::kill() { end(SIGKILL); }
void Server::freeze() { process_->signal(SIGSTOP); }
void Server::thaw() { process_->signal(SIGCONT); }

void Server::end(int signal) {
  process_->signal(signal);
  if (!process_->wait(end_deadline)) {
    throw std::runtime_error(script_ + " did not end within " + std::to_string(end_deadline.count()) +
                             " ms after signal " + std::to_string(signal));
  }
}

Mosquitto::Mosquitto(const std::vector<std::string>& lines, const Place& place)
    : Server("mosquitto.sh", " running", Milliseconds{10'000}, conf_lines(lines), place) {}

// The first start on a machine fetches the jars and compiles its main.
Artemis::Artemis(const Place& place) : Server("artemis.sh", "artemis is ready", Milliseconds{180'000}, {}, place) {}

bool Artemis::has_session(const std::string& client_id) const {
  const std::string before = "its sessions: http://127.0.0.1:";
  const std::string said = process().output();
  const auto found = said.find(before);
  if (found == std::string::npos)
    throw std::runtime_error("artemis.sh did not say where it tells its sessions: " + said);
  const auto port = std::stoul(said.substr(found + before.size()));
  const auto answer = http(static_cast<std::uint16_t>(port), "GET", "/");
  if (!answer || answer->status != 200) throw std::runtime_error("artemis.sh does not tell its sessions");
  return ("\n" + answer->body).find("\n" + client_id + "\n") != std::string::npos;
}

HiveMq::HiveMq(const Place& place) : Server("hivemq.sh", "hivemq is ready", Milliseconds{180'000}, {}, place) {}

// The first start on a machine builds it.
Mochi::Mochi(const Place& place) : Server("mochi.sh", "mochi is ready", Milliseconds{180'000}, {}, place) {}

// The first start on a machine fetches the jars and makes the class archive.
ApacheKafka::ApacheKafka(std::vector<std::string> arguments)
    : Server("kafka.sh", "Kafka Server started", Milliseconds{180'000}, std::move(arguments)) {}

}  // namespace sluice::test
