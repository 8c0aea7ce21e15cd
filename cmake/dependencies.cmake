# SPDX-License-Identifier: Apache-2.0
# Every third-party library, named once, with the reason why it is here and the one place that includes it.
# All of them are Debian 12 packages; scripts/install_dependencies.sh installs them.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

# MQTT control plane: handshake, properties, subscriptions, reason codes (lib/mqtt/paho_session.cpp). Its second place
# publishes single messages, by a connection without a relay (lib/mqtt/publisher.cpp).
find_package(eclipse-paho-mqtt-c REQUIRED)
find_package(PahoMqttCpp REQUIRED)

# The Kafka producer and, for tests and quickstart, its mock cluster (lib/kafka/rdkafka_producer.cpp); the reader of the
# dead-letter topic and the transactions of a replay (lib/kafka/topic_reader.cpp, transaction.cpp).
pkg_check_modules(rdkafka REQUIRED IMPORTED_TARGET rdkafka)

# SHA-256 of payloads that are too large for a dead letter (lib/core/sha256.cpp), certificates in PEM files
# (lib/core/certificate_*.cpp), TLS to the MQTT broker (lib/mqtt/transport).
find_package(OpenSSL REQUIRED COMPONENTS Crypto SSL)

# YAML with places, for diagnostics that point into the file (lib/config/document.cpp).
find_package(yaml-cpp REQUIRED)

# Command line (app/cli.cpp, app/*_options.cpp); header only, Debian ships no CMake package for it.
find_path(CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)

# Results as values: std::expected is C++23, GCC 12 with C++20 has none (header only).
find_package(tl-expected REQUIRED)

# Log lines: level filter, time stamps, output that never throws (lib/ops/log.cpp).
find_package(spdlog REQUIRED)

# The HTTP listener of operations: requests parsed, answers written (lib/ops/http_server.cpp). Its client asks for tokens
# (lib/kafka/login/token_endpoint.cpp), and drives the browser of a test (test/browser/browser.cpp).
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)

# Metrics in Prometheus's text format (lib/ops/exposition.cpp). Its CMake package asks for libraries of its parts that
# are not used here; pkg-config does not.
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)

# JSON text: log lines, message files and tokens (lib/ops/log.cpp, lib/dry_run/json_document.cpp,
# lib/kafka/login/oauth_token.cpp; header only).
find_package(nlohmann_json REQUIRED)

# Paths into JSON payloads, at the speed of the data plane (mapping/payload_document.cpp).
find_package(simdjson REQUIRED)

# Headers of the broker and of its properties, for the plugin that Mosquitto loads (deploy/mosquitto); nothing is linked.
find_path(MOSQUITTO_BROKER_INCLUDE_DIR mosquitto_plugin.h REQUIRED)
find_path(MOSQUITTO_PROPERTY_INCLUDE_DIR mosquitto.h REQUIRED)

# Tests.
find_package(Catch2 2 REQUIRED)

# The judge of random conditions (test/unit/mapping/condition_oracle.cpp); without it that test is left out.
find_package(SQLite3)

# The benchmark's harness and its tests (bench/measure; standard library only); without it those tests are left out.
find_package(Python3 COMPONENTS Interpreter)
