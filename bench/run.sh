#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The benchmark: builds what it measures, runs Sluice beside a plain consumer and its peers. See bench/README.md.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib/common.sh"

# has WORD ARGUMENT...: whether one of the arguments is it, or begins with it and a "=".
has() {
  local word=$1 argument
  shift
  for argument in "$@"; do
    [[ $argument == "$word" || $argument == "$word="* ]] && return
  done
  return 1
}

# value_of OPTION ARGUMENT...: as "--option value" or "--option=value"; empty when it is not there.
value_of() {
  local option=$1
  shift
  while [[ $# -gt 0 ]]; do
    case $1 in
      "$option") printf '%s' "${2:-}" && return ;;
      "$option="*) printf '%s' "${1#*=}" && return ;;
    esac
    shift
  done
}

# The peers that the run is to measure: a run without them needs neither Go nor Maven's Camel.
build_peers() {
  local part only name wanted=()
  part=$(value_of --part "$@")
  only=$(value_of --only "$@")
  if [[ -n $part && ! $part =~ drain|latency|failures ]]; then return; fi
  for name in redpanda_connect bento telegraf camel; do
    if [[ -z $only || ,$only, == *",$name,"* ]]; then wanted+=("$name"); fi
  done
  [[ ${#wanted[@]} -gt 0 ]] || return 0
  # One that cannot be built is a line of the tables, not the end of the run.
  "$repo_dir/bench/peers/build.sh" "${wanted[@]}" >&2 || true
}

if ! has -h "$@" && ! has --help "$@" && ! has --draw "$@"; then
  has --build-dir "$@" ||
    build_preset release sluice firehose kafka_counter plain_consumer limit backlog reader >&2
  build_peers "$@"
fi
has --build-dir "$@" || set -- --build-dir "$repo_dir/build/release" "$@"
exec python3 -B "$repo_dir/bench/measure" "$@"
