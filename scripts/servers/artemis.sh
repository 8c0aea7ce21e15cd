#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A real Apache ActiveMQ Artemis without containers, as an MQTT 5 broker: the jars of Maven Central and a small main.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"
. "$repo_dir/scripts/lib/jars.sh"

version=2.55.0
source_file=$repo_dir/scripts/servers/ArtemisBroker.java
cache=${SLUICE_CACHE_DIR:-$HOME/.cache/sluice}
artemis=$cache/artemis-$version
java_options=(-Xms96m -Xmx384m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData
  -Dorg.slf4j.simpleLogger.logFile=System.out -Dorg.slf4j.simpleLogger.defaultLogLevel=warn)

usage() {
  cat <<EOF
usage: scripts/servers/artemis.sh fetch
       scripts/servers/artemis.sh run --port PORT --dir DIR [--listen ADDRESS]
  fetch             downloads the jars and compiles the main, once
  run               fetches if need be, then becomes the broker: its pid is the caller's child. Ready when standard output
                    shows "artemis is ready"; ends by SIGTERM. DIR keeps the journal for the next run.
  --listen ADDRESS  default 127.0.0.1
Cache: \${SLUICE_CACHE_DIR:-\$HOME/.cache/sluice}; safe when several start at once.
EOF
}

# The main is compiled anew when its source has changed.
classes_path() { printf '%s/classes-%s' "$artemis" "$(cksum <"$source_file" | cut -d ' ' -f 1)"; }

fetch() {
  local classes
  command -v java >/dev/null || die "java is missing: run scripts/install_dependencies.sh" 2
  mkdir -p -- "$artemis"
  classes=$(classes_path)
  [[ -d $artemis/jars && -d $classes ]] && return
  (
    flock 9
    [[ -d $artemis/jars ]] || fetch_jars "Apache ActiveMQ Artemis $version" "$artemis/jars" <<EOF
    <dependency><groupId>org.apache.artemis</groupId><artifactId>artemis-server</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.apache.artemis</groupId><artifactId>artemis-mqtt-protocol</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>2.0.16</version></dependency>
EOF
    [[ -d $classes ]] || compile_java "$source_file" "$artemis/jars" "$classes"
  ) 9>"$artemis/lock"
}

run() {
  local port=$1 dir=$2 address=$3
  [[ $port =~ ^[0-9]+$ ]] || die "--port '$port' is not a port number" 2
  [[ -n $dir ]] || die "--dir is missing" 2
  fetch
  mkdir -p -- "$dir"
  dir=$(cd -- "$dir" && pwd)
  exec java "${java_options[@]}" -cp "$(classes_path):$(jar_list "$artemis/jars")" ArtemisBroker "$address" "$port" "$dir"
}

main() {
  local command=${1:-} port='' dir='' address=127.0.0.1
  [[ $# -gt 0 ]] && shift
  while [[ $# -gt 0 ]]; do
    [[ $# -ge 2 ]] || die "$1 needs a value" 2
    case $1 in
      --port) port=$2 ;;
      --dir) dir=$2 ;;
      --listen) address=$2 ;;
      *) die "unknown option '$1'; see --help" 2 ;;
    esac
    shift 2
  done
  case $command in
    fetch) fetch ;;
    run) run "$port" "$dir" "$address" ;;
    -h | --help) usage ;;
    *) usage >&2 && exit 2 ;;
  esac
}

main "$@"
