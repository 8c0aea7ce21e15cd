# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # the script that sources this file sets them
# The command line of an MQTT broker that is fetched and run without containers. A script of scripts/servers sets, for the
# help, `fetch_help`, `ready_line` and `dir_help`, defines `fetch`, which brings what is missing, and `start PORT DIR ADDRESS`,
# which becomes the broker, and calls `broker_main`. One that fetches nothing (Mosquitto) has a `usage` and a main of its own.

script_name=$(basename -- "$0")
# shellcheck disable=SC2034 # the script's own
cache=${SLUICE_CACHE_DIR:-$HOME/.cache/sluice}

usage() {
  cat <<EOF
usage: scripts/servers/$script_name fetch
       scripts/servers/$script_name run --port PORT --dir DIR [--listen ADDRESS]
  fetch             $fetch_help
  run               fetches if need be, then becomes the broker: its pid is the caller's child. Ready when standard output
                    shows "$ready_line"; ends by SIGTERM. $dir_help
  --listen ADDRESS  default 127.0.0.1
Cache: \${SLUICE_CACHE_DIR:-\$HOME/.cache/sluice}; safe when several start at once.
EOF
}

# An option of one script alone; false: it is none.
own_option() { return 1; }

# read_options [OPTION VALUE]...: into the caller's `port`, `dir` and `address`; others by `own_option OPTION VALUE`.
read_options() {
  while [[ $# -gt 0 ]]; do
    [[ $# -ge 2 ]] || die "$1 needs a value" 2
    case $1 in
      --port) port=$2 ;;
      --dir) dir=$2 ;;
      --listen) address=$2 ;;
      *) own_option "$1" "$2" || die "unknown option '$1'; see --help" 2 ;;
    esac
    shift 2
  done
}

# To be called before a start.
check_options() {
  [[ $port =~ ^[0-9]+$ ]] || die "--port '$port' is not a port number" 2
  [[ -n $dir ]] || die "--dir is missing" 2
}

run() {
  check_options
  fetch
  start "$port" "$dir" "$address"
}

broker_main() {
  local command=${1:-} port='' dir='' address=127.0.0.1
  [[ $# -gt 0 ]] && shift
  read_options "$@"
  case $command in
    fetch) fetch ;;
    run) run ;;
    -h | --help) usage ;;
    *) usage >&2 && exit 2 ;;
  esac
}
