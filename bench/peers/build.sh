#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the programs that Sluice is compared with, from package registries: Go modules and Maven Central.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../../scripts/lib/common.sh"
. "$repo_dir/scripts/lib/jars.sh"

peers=$repo_dir/bench/peers
cache=${SLUICE_CACHE_DIR:-$HOME/.cache/sluice}/bench
camel_version=4.17.0
all=(redpanda_connect bento telegraf camel)

usage() {
  cat <<EOF
usage: bench/peers/build.sh [--jobs N] [NAME...]
  NAME     of ${all[*]}; default all
  --jobs   how many packages Go compiles at a time (default: as many as there are cores)
What is there already is left as it is. One that cannot be built is told and left out; then the exit code is 1.
Needs: Go 1.25 or later (https://go.dev/dl, its module proxy) and Maven. Kept in \${SLUICE_CACHE_DIR:-\$HOME/.cache/sluice}/bench.
EOF
}

# version_of NAME: of a program in Go, from its go.mod.
version_of() {
  sed -n 's#^\(require\)\{0,1\}[[:space:]]*github.com/.*/\(connect/v4\|bento\|telegraf\) v##p' "$peers/$1/go.mod"
}

# build_go NAME TARGET PACKAGE [FLAG...]: the program of a module of ours, in a folder of its own.
build_go() {
  local name=$1 target=$2 package=$3
  shift 3
  command -v go >/dev/null || die "go is missing: install Go 1.25 or later from https://go.dev/dl"
  cp -- "$peers/$name"/go.mod "$target/"
  cp -- "$peers/$name"/*.go "$target/" 2>/dev/null || true
  (cd -- "$target" && go build -mod=mod -p "$jobs" -trimpath -ldflags='-s -w' "$@" -o "$name" "$package")
}

build_camel() {
  local part dependencies=''
  command -v java >/dev/null || die "java is missing: run scripts/install_dependencies.sh"
  for part in camel-main camel-yaml-dsl camel-paho-mqtt5 camel-kafka; do
    dependencies+="<dependency><groupId>org.apache.camel</groupId><artifactId>$part</artifactId><version>$camel_version</version></dependency>"
  done
  dependencies+='<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>2.0.17</version></dependency>'
  fetch_jars "Camel $camel_version" "$1/jars" <<<"$dependencies"
}

# build_one NAME TARGET
build_one() {
  local telegraf_tags=custom,inputs.mqtt_consumer,outputs.kafka,parsers.value,serializers.template
  case $1 in
    telegraf) build_go telegraf "$2" github.com/influxdata/telegraf/cmd/telegraf -tags "$telegraf_tags" ;;
    camel) build_camel "$2" ;;
    *) build_go "$1" "$2" . ;;
  esac
}

# A folder counts only with the file `ready` in it, so an interrupted build is begun anew.
provide() {
  local name=$1 version target
  if [[ $name == camel ]]; then version=$camel_version; else version=$(version_of "$name"); fi
  target=$cache/$name-$version
  [[ -e $target/ready ]] && return
  say "Building $name $version ..."
  rm -rf -- "$target"
  mkdir -p -- "$target"
  if (build_one "$name" "$target") >"$cache/$name.log" 2>&1; then
    touch "$target/ready"
    rm -f -- "$cache/$name.failed"
  else
    tail -n 3 "$cache/$name.log" >"$cache/$name.failed"
    say "$name $version could not be built: $(cat "$cache/$name.failed") (all of it: $cache/$name.log)"
    return 1
  fi
}

main() {
  local name names=() failed=0
  jobs=$(nproc)
  while [[ $# -gt 0 ]]; do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --jobs) jobs=${2:?--jobs needs a number} && shift 2 ;;
      *)
        [[ " ${all[*]} " == *" $1 "* ]] || die "unknown program '$1'; see --help" 2
        names+=("$1")
        shift
        ;;
    esac
  done
  [[ ${#names[@]} -gt 0 ]] || names=("${all[@]}")
  mkdir -p -- "$cache"
  exec 9>"$cache/lock"
  flock 9
  for name in "${names[@]}"; do provide "$name" || failed=1; done
  exit "$failed"
}

main "$@"
