#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs Debian's Mosquitto in the foreground, on the loopback unless told otherwise, with the settings under which it loses nothing
# that a shared subscription holds: no queue limit, sessions on disk after each change.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"
. "$repo_dir/scripts/lib/broker.sh"

usage() {
  cat <<'EOF'
usage: scripts/servers/mosquitto.sh run --port PORT --dir DIR [--listen ADDRESS] [--conf-line LINE]...
  --dir DIR         configuration and persistence; created, and kept for the next run
  --listen ADDRESS  default 127.0.0.1
  --conf-line LINE  one more line of mosquitto.conf; may be repeated
The process becomes mosquitto itself: its pid is the caller's child. Ready when the port accepts; ends by SIGTERM.
EOF
}

write_configuration() {
  local dir=$1 port=$2 address=$3
  shift 3
  cat <<EOF
listener $port $address
allow_anonymous true
persistence true
persistence_location $dir/
autosave_interval 1
autosave_on_changes true
max_queued_messages 0
max_inflight_messages 0
log_dest stderr
log_timestamp_format %Y-%m-%dT%H:%M:%S
EOF
  # As root it would change to a user that cannot write into the folder.
  if [[ $EUID -eq 0 ]]; then echo 'user root'; fi
  if [[ $# -gt 0 ]]; then printf '%s\n' "$@"; fi
}

lines=()
own_option() {
  [[ $1 == --conf-line ]] && lines+=("$2")
}

main() {
  [[ ${1:-} != -h && ${1:-} != --help ]] || { usage && exit 0; }
  [[ ${1:-} == run ]] || { usage >&2 && exit 2; }
  shift
  local port='' dir='' address=127.0.0.1
  read_options "$@"
  check_options

  mkdir -p -- "$dir"
  dir=$(cd -- "$dir" && pwd)
  write_configuration "$dir" "$port" "$address" "${lines[@]}" >"$dir/mosquitto.conf"
  local program
  program=$(PATH=$PATH:/usr/sbin:/usr/local/sbin command -v mosquitto) ||
    die "mosquitto is missing: run scripts/install_dependencies.sh" 2
  exec "$program" -c "$dir/mosquitto.conf"
}

main "$@"
