#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A real Apache Kafka without containers: one node (broker and controller) from the jars of Maven Central.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"
. "$repo_dir/scripts/lib/jars.sh"

default_version=4.3.1
listeners=()
scram_users=()
cluster_id=c2x1aWNlLXRlc3Qtbm9kZQ # any 16 bytes in base64url without padding
java_options=(-Xms96m -Xmx256m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData
  -Xlog:disable -Xlog:all=error:stderr -Dorg.slf4j.simpleLogger.logFile=System.out
  -Dorg.slf4j.simpleLogger.showDateTime=true '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS'
  -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info)

usage() {
  cat <<EOF
usage: scripts/servers/kafka.sh fetch [--version V]
       scripts/servers/kafka.sh run --port PORT --dir DIR [--version V] [--property KEY=VALUE]...
         [--listener NAME:PROTOCOL:PORT[:ADVERTISED]]... [--scram-user MECHANISM=NAME:PASSWORD]...
       scripts/servers/kafka.sh topic [--version V] --bootstrap-server HOST:PORT --create|--describe ... (kafka-topics)
  fetch   downloads the jars once, formats a data folder once, makes a class archive once
  run     fetches if need be, then becomes the broker: its pid is the caller's child. Ready when standard output shows
          "Kafka Server started"; ends by SIGTERM. DIR holds server.properties and data, kept for the next run.
          PORT speaks plain text; each further listener has its own port, and its properties begin with
          listener.name.<name>; ADVERTISED is the port that its clients are sent to. SCRAM users are written into data that
          is new, for SCRAM-SHA-256 or SCRAM-SHA-512.
  V       default $default_version; 3.9.2 is known to work too
Cache: \${SLUICE_CACHE_DIR:-\$HOME/.cache/sluice}; safe when several start at once.
EOF
}

# listeners_of HOW [NAME:PROTOCOL:PORT[:ADVERTISED]...]: further listeners as `addresses` (where they listen), as `advertised`
# (where clients find them) or as `protocols`, with a comma in front.
listeners_of() {
  local how=$1 name protocol port advertised
  shift
  while [[ $# -gt 0 ]]; do
    IFS=: read -r name protocol port advertised <<<"$1"
    case $how in
      addresses) printf ',%s://127.0.0.1:%s' "$name" "$port" ;;
      advertised) printf ',%s://127.0.0.1:%s' "$name" "${advertised:-$port}" ;;
      protocols) printf ',%s:%s' "$name" "$protocol" ;;
    esac
    shift
  done
}

# server_properties PORT CONTROLLER-PORT DATA-DIR [KEY=VALUE...]: the last of two equal keys wins. A flat table.
server_properties() {
  local port=$1 controller_port=$2 data=$3 addresses advertised protocols
  shift 3
  addresses=$(listeners_of addresses "${listeners[@]}")
  advertised=$(listeners_of advertised "${listeners[@]}")
  protocols=$(listeners_of protocols "${listeners[@]}")
  cat <<EOF
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller_port
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller_port$addresses
advertised.listeners=PLAINTEXT://127.0.0.1:$port$advertised
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT$protocols
log.dirs=$data
# One node: nothing can be copied.
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
# A topic that is missing is a finding of the tests, not made in passing.
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
# The default takes 128 MiB of heap.
log.cleaner.dedupe.buffer.size=2097152
# Else a start after SIGKILL waits 12 s for the old session to end.
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
# A small machine.
num.network.threads=1
num.io.threads=2
num.replica.fetchers=1
num.recovery.threads.per.data.dir=1
background.threads=2
log.cleaner.threads=1
EOF
  if [[ $# -gt 0 ]]; then printf '%s\n' "$@"; fi
}

# Paths of one version, from here on known to all functions.
set_paths() {
  version=$1
  [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || die "--version '$version' is not like $default_version" 2
  cache=${SLUICE_CACHE_DIR:-$HOME/.cache/sluice}
  kafka=$cache/kafka-$version
}

archive_path() { class_archive_path "$kafka"; }

class_path() { jar_list "$kafka/jars"; }

download_jars() {
  fetch_jars "Apache Kafka $version" "$1" <<EOF
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>$version</version>
      <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
EOF
}

# A formatted data folder depends on neither ports nor paths: made once, copied for each broker, unless it holds users.
format_data() {
  local target=$1 work user users=() listeners=() # none: their files may not be there any more
  work=$(mktemp -d "$cache/format.XXXXXX")
  for user in "${scram_users[@]}"; do
    [[ $user =~ ^(SCRAM-SHA-[0-9]+)=([^:]+):(.+)$ ]] || die "--scram-user '$user' is not MECHANISM=NAME:PASSWORD" 2
    users+=(--add-scram "${BASH_REMATCH[1]}=[name=${BASH_REMATCH[2]},password=${BASH_REMATCH[3]}]")
  done
  server_properties 9092 9093 "$work/data" >"$work/server.properties"
  java "${java_options[@]}" -cp "$(class_path)" kafka.tools.StorageTool format -t "$cluster_id" \
    -c "$work/server.properties" "${users[@]}" >"$work/log" 2>&1 || die "formatting failed: $(tail -n 5 "$work/log")"
  mv -- "$work/data" "$target"
  rm -rf -- "$work"
}

format_template() {
  local scram_users=()
  format_data "$1"
}

make_archive() {
  local work
  work=$(mktemp -d "$cache/archive.XXXXXX")
  cp -r -- "$kafka/formatted" "$work/data"
  server_properties "$(free_port)" "$(free_port)" "$work/data" >"$work/server.properties"
  make_class_archive "$1" 'Kafka Server started' "${java_options[@]}" -cp "$(class_path)" kafka.Kafka "$work/server.properties"
  rm -rf -- "$work"
}

# Each piece appears under its name only when it is whole, so an interrupted fetch is taken up again.
fetch() {
  command -v java >/dev/null || die "java is missing: run scripts/install_dependencies.sh" 2
  mkdir -p -- "$kafka"
  local archive
  archive=$(archive_path)
  [[ -d $kafka/jars && -d $kafka/formatted && -e $archive ]] && return
  (
    flock 9
    [[ -d $kafka/jars ]] || download_jars "$kafka/jars"
    [[ -d $kafka/formatted ]] || format_template "$kafka/formatted"
    [[ -e $archive ]] || make_archive "$archive" 9>&-
  ) 9>"$kafka/lock"
}

run() {
  local port=$1 dir=$2
  shift 2
  [[ $port =~ ^[0-9]+$ ]] || die "--port '$port' is not a port number" 2
  [[ -n $dir ]] || die "--dir is missing" 2
  fetch
  mkdir -p -- "$dir"
  dir=$(cd -- "$dir" && pwd)
  if [[ ! -d $dir/data && ${#scram_users[@]} -gt 0 ]]; then
    format_data "$dir/data"
  elif [[ ! -d $dir/data ]]; then
    cp -r -- "$kafka/formatted" "$dir/data.new"
    mv -- "$dir/data.new" "$dir/data"
  fi
  server_properties "$port" "$(free_port)" "$dir/data" "$@" >"$dir/server.properties"
  exec java "${java_options[@]}" -XX:SharedArchiveFile="$(archive_path)" -Xshare:auto -cp "$(class_path)" \
    kafka.Kafka "$dir/server.properties"
}

topic() {
  fetch
  exec java "${java_options[@]}" -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "$(class_path)" \
    org.apache.kafka.tools.TopicCommand "$@"
}

main() {
  local command=${1:-} port='' dir='' wanted=$default_version rest=() properties=()
  [[ $# -gt 0 ]] && shift
  while [[ $# -gt 0 ]]; do
    case $1 in
      --version) wanted=${2:?--version needs a value} && shift 2 ;;
      --port) port=${2:?--port needs a value} && shift 2 ;;
      --dir) dir=${2:?--dir needs a value} && shift 2 ;;
      --listener) listeners+=("${2:?--listener needs NAME:PROTOCOL:PORT[:ADVERTISED]}") && shift 2 ;;
      --scram-user) scram_users+=("${2:?--scram-user needs MECHANISM=NAME:PASSWORD}") && shift 2 ;;
      --property) properties+=("${2:?--property needs KEY=VALUE}") && shift 2 ;;
      *) rest+=("$1") && shift ;;
    esac
  done
  [[ $command == topic || ${#rest[@]} -eq 0 ]] || die "unknown option '${rest[0]}'; see --help" 2
  set_paths "$wanted"
  case $command in
    fetch) fetch ;;
    run) run "$port" "$dir" "${properties[@]}" ;;
    topic) topic "${rest[@]}" ;;
    -h | --help) usage ;;
    *) usage >&2 && exit 2 ;;
  esac
}

main "$@"
