#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A real Apache ActiveMQ Artemis without containers, as an MQTT 5 broker: the jars of Maven Central and a small main.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"

title='Apache ActiveMQ Artemis'
version=2.55.0
main_class=ArtemisBroker
ready_line='artemis is ready'
java_options=(-Dorg.slf4j.simpleLogger.logFile=System.out -Dorg.slf4j.simpleLogger.defaultLogLevel=warn)

dependencies() {
  cat <<EOF
    <dependency><groupId>org.apache.artemis</groupId><artifactId>artemis-server</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.apache.artemis</groupId><artifactId>artemis-mqtt-protocol</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>2.0.16</version></dependency>
EOF
}

. "$repo_dir/scripts/lib/java_broker.sh"
broker_main "$@"
