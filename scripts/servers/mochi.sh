#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A real mochi without containers, as an MQTT 5 broker: the Go module and a small main.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"

source_dir=$repo_dir/scripts/servers/mochi
home=${SLUICE_CACHE_DIR:-$HOME/.cache/sluice}/mochi

usage() {
  cat <<'EOF'
usage: scripts/servers/mochi.sh fetch
       scripts/servers/mochi.sh run --port PORT --dir DIR [--listen ADDRESS]
  fetch             downloads the modules and builds the main, once; needs Go 1.21 or newer
  run               fetches if need be, then becomes the broker: its pid is the caller's child. Ready when standard output
                    shows "mochi is ready"; ends by SIGTERM. It keeps nothing: DIR is there to be called like the others.
  --listen ADDRESS  default 127.0.0.1
Cache: ${SLUICE_CACHE_DIR:-$HOME/.cache/sluice}; safe when several start at once.
EOF
}

# It is built anew when its source or a module's version has changed.
program_path() { printf '%s/mochi-%s' "$home" "$(cat -- "$source_dir"/* | cksum | cut -d ' ' -f 1)"; }

fetch() {
  local program
  program=$(program_path)
  [[ -x $program ]] && return
  command -v go >/dev/null || die "mochi is built by Go, and go is missing: install Go 1.21 or newer" 2
  mkdir -p -- "$home"
  (
    flock 9
    [[ -x $program ]] && exit
    say "building mochi"
    (cd -- "$source_dir" && CGO_ENABLED=0 go build -buildvcs=false -o "$program.part" .) >&2 &&
      mv -- "$program.part" "$program"
  ) 9>"$home/lock" || die "mochi could not be built: it needs Go 1.21 or newer and the Go modules' proxy" 2
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
    fetch) fetch && return ;;
    run) ;;
    -h | --help) usage && return ;;
    *) usage >&2 && exit 2 ;;
  esac
  [[ $port =~ ^[0-9]+$ ]] || die "--port '$port' is not a port number" 2
  [[ -n $dir ]] || die "--dir is missing" 2
  fetch
  exec "$(program_path)" "$address:$port"
}

main "$@"
