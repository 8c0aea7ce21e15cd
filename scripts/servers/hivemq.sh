#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A real HiveMQ Community Edition without containers: the jars of Maven Central and a small main.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"

title='HiveMQ CE'
version=2025.5
main_class=HivemqBroker
ready_line='hivemq is ready'
# What HiveMQ and its libraries reach into beyond the modules' borders.
java_options=(--add-opens java.base/java.lang=ALL-UNNAMED --add-opens java.base/java.nio=ALL-UNNAMED
  --add-opens java.base/sun.nio.ch=ALL-UNNAMED --add-opens jdk.management/com.sun.management.internal=ALL-UNNAMED
  --add-exports java.base/jdk.internal.misc=ALL-UNNAMED)

dependencies() {
  cat <<EOF
    <dependency><groupId>com.hivemq</groupId><artifactId>hivemq-community-edition-embedded</artifactId><version>$version</version></dependency>
EOF
}

. "$repo_dir/scripts/lib/java_broker.sh"
broker_main "$@"
