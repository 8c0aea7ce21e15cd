#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A real mochi without containers, as an MQTT 5 broker: the Go module and a small main.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"
. "$repo_dir/scripts/lib/broker.sh"

source_dir=$repo_dir/scripts/servers/mochi
home=$cache/mochi
ready_line='mochi is ready'
fetch_help='downloads the modules and builds the main, once; needs Go 1.21 or newer'
dir_help='It keeps nothing: DIR is there to be called like the others.'

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
    (cd -- "$source_dir" && CGO_ENABLED=0 timeout 300 go build -buildvcs=false -o "$program.part" .) >&2 &&
      mv -- "$program.part" "$program"
  ) 9>"$home/lock" || die "mochi could not be built: it needs Go 1.21 or newer and the Go modules' proxy" 2
}

start() {
  local port=$1 address=$3
  exec "$(program_path)" "$address:$port"
}

broker_main "$@"
