#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From nothing to records: installs what is missing, builds, starts a real Mosquitto, a Kafka and Sluice between them,
# publishes sensor messages and shows the Kafka records they become. Leaves nothing running.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

usage() {
  cat <<'EOF'
usage: scripts/quickstart.sh [--once] [--kafka embedded|real]
  (none)          shows records until Ctrl-C
  --once          shows ten records and ends with exit code 0
  --kafka real    Apache Kafka from Maven Central instead of the embedded one (librdkafka's mock cluster)
EOF
}

topic=mqtt.telemetry # as in config.example.yaml
partitions=3
start_seconds=60
once_seconds=60

work='' # logs and data of this run
declare -A pid_of=()

# start NAME COMMAND...: a child that Ctrl-C does not reach, so that cleanup ends it in order, and that goes with us
# even if we are killed. Its output is $work/NAME.log.
start() {
  local name=$1
  shift
  setsid setpriv --pdeathsig TERM "$@" </dev/null >"$work/$name.log" 2>&1 &
  pid_of[$name]=$!
}

stop() {
  local pid=${pid_of[$1]:-} patience=$((SECONDS + 10))
  [[ -n $pid ]] || return 0
  unset "pid_of[$1]"
  kill -TERM "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null; do
    if [[ $SECONDS -ge $patience ]]; then kill -KILL "$pid" 2>/dev/null || true; fi
    sleep 0.02
  done
}

cleanup() {
  local status=$?
  trap - EXIT INT TERM HUP
  # Sluice before its servers: it stops gracefully, then they may go.
  for name in viewer publisher sluice kafka mosquitto; do stop "$name"; done
  if [[ -n $work ]]; then
    if [[ $status -eq 0 ]]; then rm -rf -- "$work"; else say "The logs are in $work"; fi
  fi
  exit "$status"
}

# Ends the run because NAME has failed, with the end of what it said.
give_up() {
  say "quickstart: $2. The last lines of $work/$1.log:"
  tail -n 15 -- "$work/$1.log" | sed 's/^/  | /' >&2
  exit 1
}

# wait_until NAME SECONDS COMMAND...: until the command succeeds, while NAME lives.
wait_until() {
  local name=$1 deadline=$((SECONDS + $2))
  shift 2
  until "$@" 2>/dev/null; do
    kill -0 "${pid_of[$name]}" 2>/dev/null || give_up "$name" "$name ended before it was ready"
    [[ $SECONDS -lt $deadline ]] || give_up "$name" "$name was not ready in time"
    sleep 0.05
  done
}

accepts() { (exec 3<>"/dev/tcp/127.0.0.1/$1"); }

build() {
  if [[ ! -x $repo_dir/build/release/app/sluice ]]; then say "Building Sluice; this takes a few minutes the first time ..."; fi
  build_preset release sluice embedded_kafka show_records >"$work/build.log" 2>&1 || give_up build "the build failed"
}

start_mosquitto() {
  mqtt_port=$(free_port)
  start mosquitto "$repo_dir/scripts/servers/mosquitto.sh" run --port "$mqtt_port" --dir "$work/mosquitto"
  wait_until mosquitto "$start_seconds" accepts "$mqtt_port"
  say "MQTT   Mosquitto on 127.0.0.1:$mqtt_port"
}

start_embedded_kafka() {
  start kafka "$repo_dir/build/release/scripts/quickstart/embedded_kafka" "$topic" "$partitions"
  wait_until kafka "$start_seconds" grep -q ':[0-9]' "$work/kafka.log"
  kafka_address=$(head -n 1 "$work/kafka.log")
  say "Kafka  embedded (librdkafka's mock cluster) on $kafka_address, topic $topic"
}

start_real_kafka() {
  local port
  port=$(free_port)
  "$repo_dir/scripts/servers/kafka.sh" fetch
  start kafka "$repo_dir/scripts/servers/kafka.sh" run --port "$port" --dir "$work/kafka"
  wait_until kafka "$start_seconds" grep -q 'Kafka Server started' "$work/kafka.log"
  kafka_address=127.0.0.1:$port
  "$repo_dir/scripts/servers/kafka.sh" topic --bootstrap-server "$kafka_address" --create --topic "$topic" \
    --partitions "$partitions" >"$work/topic.log" 2>&1 || give_up topic "the topic could not be created"
  say "Kafka  Apache Kafka on $kafka_address, topic $topic"
}

start_sluice() {
  start sluice "$repo_dir/build/release/app/sluice" run --config "$repo_dir/config.example.yaml" \
    --set "mqtt.brokers=[mqtt://127.0.0.1:$mqtt_port]" --set "kafka.brokers=[$kafka_address]" --set operations.listen=:0
  say "Sluice config.example.yaml, log in $work/sluice.log"
}

# publish TOPIC PAYLOAD [mosquitto_pub options]: one message at QoS 1.
publish() {
  local to=$1 payload=$2
  shift 2
  mosquitto_pub -V mqttv5 -h 127.0.0.1 -p "$mqtt_port" -q 1 -t "$to" -m "$payload" \
    -D publish content-type application/json -D publish user-property site plant-7 "$@"
}

# Three sensors and an alarm, over and over.
publish_forever() {
  local pause=$1 count=0 at idle
  exec {idle}<> <(:) # never readable: waiting on it leaves no process behind, as sleep would
  while true; do
    count=$((count + 1))
    at=$(date --utc +%Y-%m-%dT%H:%M:%SZ)
    case $((count % 4)) in
      1) publish sensor/boiler-1/temperature "{\"celsius\": 7$((RANDOM % 10)).$((RANDOM % 10)), \"at\": \"$at\"}" \
        -D publish user-property unit celsius ;;
      2) publish sensor/boiler-2/temperature "{\"celsius\": 6$((RANDOM % 10)).$((RANDOM % 10)), \"at\": \"$at\"}" \
        -D publish user-property unit celsius ;;
      3) publish sensor/pump-7/vibration "{\"mm_s\": 2.$((RANDOM % 10)), \"at\": \"$at\"}" \
        -D publish user-property unit mm/s -D publish user-property tag raw -D publish user-property tag unfiltered ;;
      0) publish alarm/line-4/state "{\"state\": \"raised\", \"code\": $((400 + count)), \"at\": \"$at\"}" \
        -D publish message-expiry-interval 3600 -D publish response-topic alarm/line-4/answer \
        -D publish correlation-data "alarm-$count" ;;
    esac
    read -r -t "$pause" -u "$idle" || true
  done
}

# Sluice says so when its SUBSCRIBE is answered: from then on nothing that is published is missed.
wait_for_sluice() { wait_until sluice "$start_seconds" grep -qw 'event=ready' "$work/sluice.log"; }

start_publisher() {
  publish_forever "$1" >"$work/publisher.log" 2>&1 &
  pid_of[publisher]=$!
}

# Shows the records; ends when the viewer has seen enough, or when one of the others has failed.
view() {
  local arguments=(--brokers "$kafka_address" --topic "$topic" "$@") ended='' status=0 name
  setsid setpriv --pdeathsig TERM "$repo_dir/build/release/scripts/quickstart/show_records" "${arguments[@]}" \
    </dev/null 2>"$work/viewer.log" &
  pid_of[viewer]=$!
  wait -n -p ended "${pid_of[@]}" || status=$?
  for name in "${!pid_of[@]}"; do
    [[ ${pid_of[$name]} == "$ended" ]] || continue
    unset "pid_of[$name]"
    [[ $name == viewer && $status -eq 0 ]] && return
    [[ $name == viewer ]] || give_up "$name" "$name has ended unexpectedly"
    cat -- "$work/viewer.log" >&2
    give_up sluice "the records did not come"
  done
}

main() {
  local kafka=embedded once=no
  while [[ $# -gt 0 ]]; do
    case $1 in
      --once) once=yes && shift ;;
      --kafka) kafka=${2:-} && shift $(($# > 1 ? 2 : 1)) ;;
      -h | --help) usage && exit 0 ;;
      *) usage >&2 && exit 2 ;;
    esac
  done
  [[ $kafka == embedded || $kafka == real ]] || die "--kafka '$kafka' is neither embedded nor real" 2

  if [[ $kafka == real ]]; then
    "$repo_dir/scripts/install_dependencies.sh"
  else
    "$repo_dir/scripts/install_dependencies.sh" --quickstart
  fi
  work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-quickstart.XXXXXX")
  trap cleanup EXIT
  trap 'exit 130' INT TERM HUP
  build
  start_mosquitto
  "start_${kafka}_kafka"
  start_sluice
  wait_for_sluice
  if [[ $once == yes ]]; then
    start_publisher 0.1
    say "Ten messages to sensor/# and alarm/+/state, each a record:" ''
    view --count 10 --seconds "$once_seconds"
  else
    trap 'exit 0' INT TERM
    start_publisher 1
    say "A message a second to sensor/# and alarm/+/state, each a record. Ctrl-C ends it all." ''
    view
  fi
}

main "$@"
