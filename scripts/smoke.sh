#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A smoke test for pipelines, against servers that run already: starts `sluice run`, sends ten messages through it and
# checks the ten records. Stands alone: this file, sluice, mosquitto-clients and kcat.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: smoke.sh --mqtt URL --kafka HOST:PORT[,HOST:PORT...] [option]...
  --mqtt URL         mqtt://host[:port] or mqtts://host[:port]
  --kafka ADDRESSES  bootstrap brokers
  --topic T          a Kafka topic that is there; without it `sluice.smoke`, which is made if need be (one partition,
                     records kept for an hour) and deleted again where rpk or kafka-topics is on the PATH
  --mqtt-topic P     messages go to P/<run>/1 to 10; default sluice-smoke
  --group G          the group of the shared subscription; default sluice-smoke-<run>
  --sluice PROGRAM   default: a build of this repository, then `sluice` on the PATH
  --seconds N        patience with each of start, records and stop; default 30
Credentials, from the environment, each only if set:
  SLUICE_SMOKE_MQTT_USERNAME, SLUICE_SMOKE_MQTT_PASSWORD, SLUICE_SMOKE_MQTT_CA (a PEM file)
  SLUICE_SMOKE_KAFKA_MECHANISM (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512), SLUICE_SMOKE_KAFKA_USERNAME,
  SLUICE_SMOKE_KAFKA_PASSWORD, SLUICE_SMOKE_KAFKA_CA (a PEM file; turns TLS on)
Exit codes: 0 all ten came through; 1 they did not, the lines say why; 2 command line.
EOF
}

mqtt_url='' kafka='' topic='' mqtt_topic=sluice-smoke group='' program='' seconds=30
messages=10
work='' pid=''
topic_was_made=no

line() { printf '%-7s %s\n' "$1" "$2"; }

wrong_usage() {
  printf 'smoke.sh: %s\n' "$1" >&2
  exit 2
}

# Ends the test, with the end of what sluice has said.
fail() {
  line failed "$1"
  if [[ -s $work/sluice.log ]]; then tail -n 8 -- "$work/sluice.log" | sed 's/^/        | /'; fi
  exit 1
}

cleanup() {
  local status=$?
  trap - EXIT INT TERM HUP
  if [[ -n $pid ]]; then
    kill -TERM "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  fi
  if [[ -n $work ]]; then
    delete_topic
    rm -rf -- "$work"
  fi
  exit "$status"
}

parse() {
  while [[ $# -gt 0 ]]; do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --mqtt | --kafka | --topic | --mqtt-topic | --group | --sluice | --seconds)
        [[ $# -gt 1 ]] || wrong_usage "$1 needs a value"
        ;;
      *) wrong_usage "there is no option '$1'; --help shows all" ;;
    esac
    case $1 in
      --mqtt) mqtt_url=$2 ;;
      --kafka) kafka=$2 ;;
      --topic) topic=$2 ;;
      --mqtt-topic) mqtt_topic=$2 ;;
      --group) group=$2 ;;
      --sluice) program=$2 ;;
      --seconds) seconds=$2 ;;
    esac
    shift 2
  done
}

# What ends up in the configuration must not be able to leave its place there.
check_arguments() {
  [[ -n $mqtt_url && -n $kafka ]] || wrong_usage "--mqtt and --kafka are needed; --help shows how"
  [[ $mqtt_url =~ ^(mqtts?)://(\[[0-9a-fA-F:]+\]|[^]/:@\"[:space:]]+)(:([0-9]+))?$ ]] ||
    wrong_usage "--mqtt '$mqtt_url' is not mqtt://host:port or mqtts://host:port"
  scheme=${BASH_REMATCH[1]} host=${BASH_REMATCH[2]//[\[\]]/} port=${BASH_REMATCH[4]}
  [[ -n $port ]] || { [[ $scheme == mqtt ]] && port=1883 || port=8883; }
  [[ $kafka =~ ^[][a-zA-Z0-9._:,-]+$ ]] || wrong_usage "--kafka '$kafka' is not host:port, several separated by commas"
  [[ $topic =~ ^[a-zA-Z0-9._-]*$ ]] || wrong_usage "--topic '$topic' is not the name of a Kafka topic"
  [[ $mqtt_topic =~ ^[^+#\"\\[:cntrl:]]+$ ]] || wrong_usage "--mqtt-topic '$mqtt_topic' is not a topic without wildcards"
  [[ $group =~ ^[^+#/\"\\[:cntrl:]]*$ ]] || wrong_usage "--group '$group' is not the name of a group"
  [[ $seconds =~ ^[1-9][0-9]{0,3}$ && $seconds -le 3600 ]] ||
    wrong_usage "--seconds '$seconds' is not a whole number from 1 to 3600"
}

find_programs() {
  local tool at
  for tool in mosquitto_pub kcat; do
    command -v "$tool" >/dev/null || wrong_usage "$tool is missing: apt-get install mosquitto-clients kcat"
  done
  if [[ -z $program ]]; then
    at=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)/build/release/app/sluice
    if [[ -x $at ]]; then program=$at; else program=$(command -v sluice || true); fi
  fi
  [[ -n $program && -x $(command -v -- "$program") ]] ||
    wrong_usage "sluice '$program' is not there: install the package, run scripts/build.sh, or name it by --sluice"
}

# setting NAME KEY: a line of YAML that takes the value from the environment, where it is set.
setting() {
  # shellcheck disable=SC2016  # sluice reads the variable, not this shell
  if [[ -n ${!1:-} ]]; then printf '%s: "${env:%s}"\n' "$2" "$1"; fi
}

write_configuration() {
  local policy='existing' tls=no
  [[ -z $topic ]] && policy=create && topic=sluice.smoke
  [[ -n ${SLUICE_SMOKE_KAFKA_CA:-} ]] && tls=yes
  {
    printf 'task: sluice-smoke\nmqtt:\n  brokers: ["%s"]\n  group: "%s"\n  client_id: "%s"\n  filters: ["%s/#"]\n' \
      "$mqtt_url" "$group" "sluice-smoke-$run" "$mqtt_topic/$run"
    # The session goes with the test; should it be killed, it goes soon after.
    printf '  on_stop: leave\n  session_expiry: 2m\n  stop_deadline: %ss\n' "$seconds"
    setting SLUICE_SMOKE_MQTT_USERNAME '  username'
    setting SLUICE_SMOKE_MQTT_PASSWORD '  password'
    if [[ -n ${SLUICE_SMOKE_MQTT_CA:-} ]]; then printf '  tls:\n' && setting SLUICE_SMOKE_MQTT_CA '    ca'; fi
    printf 'mapping: {topic: "%s"}\nkafka:\n  brokers: ["%s"]\n  topic_policy: %s\n' "$topic" "${kafka//,/\", \"}" "$policy"
    if [[ $policy == create ]]; then printf '  create: {partitions: 1, retention.ms: 3600000}\n'; fi
    if [[ $tls == yes ]]; then printf '  tls:\n' && setting SLUICE_SMOKE_KAFKA_CA '    ca'; fi
    if [[ -n ${SLUICE_SMOKE_KAFKA_MECHANISM:-} ]]; then
      printf '  sasl:\n'
      setting SLUICE_SMOKE_KAFKA_MECHANISM '    mechanism'
      setting SLUICE_SMOKE_KAFKA_USERNAME '    username'
      setting SLUICE_SMOKE_KAFKA_PASSWORD '    password'
    fi
  } >"$work/task.yaml"
}

# Passwords go into files of a folder that only we may read: a command line is open to all.
write_client_files() {
  local protocol=''
  {
    if [[ -n ${SLUICE_SMOKE_MQTT_USERNAME:-} ]]; then printf -- '-u %s\n' "$SLUICE_SMOKE_MQTT_USERNAME"; fi
    if [[ -n ${SLUICE_SMOKE_MQTT_PASSWORD:-} ]]; then printf -- '-P %s\n' "$SLUICE_SMOKE_MQTT_PASSWORD"; fi
    if [[ $scheme == mqtts && -n ${SLUICE_SMOKE_MQTT_CA:-} ]]; then
      printf -- '--cafile %s\n' "$(realpath -- "$SLUICE_SMOKE_MQTT_CA")"
    elif [[ $scheme == mqtts ]]; then
      printf -- '--tls-use-os-certs\n'
    fi
  } >"$work/mosquitto_pub"
  [[ -n ${SLUICE_SMOKE_KAFKA_MECHANISM:-} ]] && protocol=sasl_plaintext
  [[ -n ${SLUICE_SMOKE_KAFKA_CA:-} ]] && protocol=${protocol:+sasl_}ssl
  {
    printf 'allow.auto.create.topics=false\n'
    if [[ -n $protocol ]]; then printf 'security.protocol=%s\n' "$protocol"; fi
    if [[ -n ${SLUICE_SMOKE_KAFKA_CA:-} ]]; then printf 'ssl.ca.location=%s\n' "$SLUICE_SMOKE_KAFKA_CA"; fi
    if [[ -n ${SLUICE_SMOKE_KAFKA_MECHANISM:-} ]]; then
      printf 'sasl.mechanisms=%s\nsasl.username=%s\nsasl.password=%s\n' "$SLUICE_SMOKE_KAFKA_MECHANISM" \
        "${SLUICE_SMOKE_KAFKA_USERNAME:-}" "${SLUICE_SMOKE_KAFKA_PASSWORD:-}"
    fi
  } >"$work/kcat.conf"
}

start_sluice() {
  local deadline=$((SECONDS + seconds))
  : >"$work/sluice.log"
  "$program" run --config "$work/task.yaml" </dev/null >"$work/sluice.log" 2>&1 &
  pid=$!
  until grep -qw 'event=ready' "$work/sluice.log"; do
    if ! kill -0 "$pid" 2>/dev/null; then
      pid=''
      fail "sluice ended before it was ready; see also: sluice probe"
    fi
    [[ $SECONDS -lt $deadline ]] || fail "sluice was not ready within $seconds s; see also: sluice probe"
    sleep 0.1
  done
  if grep -qw 'event=topic_made' "$work/sluice.log"; then topic_was_made=yes; fi
  line ok "sluice is ready: $mqtt_url, group $group, Kafka $kafka, topic $topic"
}

payload_of() { printf '{"run": "%s", "number": %s}' "$run" "$1"; }

publish() {
  local number
  for ((number = 1; number <= messages; ++number)); do
    XDG_CONFIG_HOME=$work mosquitto_pub -V mqttv5 -h "$host" -p "$port" -q 1 -t "$mqtt_topic/$run/$number" \
      -m "$(payload_of "$number")" -D publish content-type application/json -D publish user-property smoke-run "$run" \
      -D publish user-property smoke-number "$number" -D publish user-property tag first \
      -D publish user-property tag second >"$work/publish.log" 2>&1 </dev/null ||
      fail "message $number could not be published: $(head -n 1 "$work/publish.log")"
    # A refusing PUBACK is a warning to mosquitto_pub.
    if [[ -s $work/publish.log ]]; then fail "message $number: $(head -n 1 "$work/publish.log")"; fi
  done
  line ok "$messages messages are published to $mqtt_topic/$run/1 to $messages, each with four user properties"
}

# read_records: those of this run, one a line: key, headers, value, separated by tabs.
read_records() {
  kcat -F "$work/kcat.conf" -C -b "$kafka" -t "$topic" -o "s@$start_ms" -e -q -f '%k\t%h\t%s\n' 2>"$work/kcat.log" \
    </dev/null >"$work/all" || true
  grep -F "smoke-run=$run" "$work/all" >"$work/records" || true
}

wait_for_records() {
  local deadline=$((SECONDS + seconds)) found=0
  while true; do
    read_records
    found=$(cut -f 1 "$work/records" | sort -u | wc -l)
    [[ $found -lt $messages ]] || break
    kill -0 "$pid" 2>/dev/null || fail "sluice has ended; $found of $messages records are there"
    [[ $SECONDS -lt $deadline ]] ||
      fail "$found of $messages records came within $seconds s$(sed 's/^/; kcat: /;1q' "$work/kcat.log")"
    sleep 0.2
  done
  line ok "$messages records are in topic $topic"
}

check_records() {
  local number key headers value expected tab=$'\t'
  for ((number = 1; number <= messages; ++number)); do
    expected=$mqtt_topic/$run/$number
    IFS=$tab read -r key headers value < <(grep -F "$expected$tab" "$work/records" | head -n 1) ||
      fail "message $number: no record has the key $expected"
    [[ $key == "$expected" ]] || fail "message $number: the key is '$key', not '$expected'"
    [[ $value == "$(payload_of "$number")" ]] || fail "message $number: the value is '$value', not '$(payload_of "$number")'"
    [[ ,$headers, == *",mqtt.topic=$expected,"* ]] || fail "message $number: no header mqtt.topic=$expected in '$headers'"
    [[ ,$headers, == *",mqtt.content_type=application/json,"* ]] ||
      fail "message $number: no header mqtt.content_type=application/json in '$headers'"
    [[ ,$headers, == *",smoke-run=$run,smoke-number=$number,tag=first,tag=second,"* ]] ||
      fail "message $number: its user properties are not in the headers as they were sent: '$headers'"
  done
  line ok "key, headers and value of each are those of its message; user properties in their order, with the repeat"
}

stop_sluice() {
  local status=0
  kill -TERM "$pid" 2>/dev/null || true
  wait "$pid" || status=$?
  pid=''
  [[ $status -eq 0 ]] || fail "sluice did not stop in order: exit code $status"
  line ok "sluice has stopped in order; its session and its subscription are gone"
}

# Ours alone: a topic that was there, or that somebody else made, stays.
delete_topic() {
  [[ $topic_was_made == yes ]] || return 0
  topic_was_made=no
  local tool
  for tool in kafka-topics kafka-topics.sh; do
    # For TLS or a login they want files that we have not.
    if [[ $(wc -l <"$work/kcat.conf") -gt 1 ]] || ! command -v "$tool" >/dev/null; then continue; fi
    "$tool" --bootstrap-server "$kafka" --delete --topic "$topic" >/dev/null 2>&1 && return 0
  done
  if command -v rpk >/dev/null && rpk topic delete "$topic" --brokers "$kafka" >/dev/null 2>&1; then return 0; fi
  line note "the topic $topic was made and stays (its records for an hour): neither rpk nor kafka-topics could delete it"
}

main() {
  parse "$@"
  check_arguments
  find_programs
  run=$(od -An -N 5 -tx1 /dev/urandom | tr -d ' \n')
  [[ -n $group ]] || group=sluice-smoke-$run
  start_ms=$(($(date +%s%3N) - 1000))
  work=$(umask 077 && mktemp -d "${TMPDIR:-/tmp}/sluice-smoke.XXXXXX")
  trap cleanup EXIT
  trap 'exit 130' INT TERM HUP
  write_configuration
  write_client_files
  start_sluice
  publish
  wait_for_records
  check_records
  stop_sluice
  line ok "smoke test passed"
}

main "$@"
