# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # the script that sources this file sets them
# An MQTT broker in Java without containers: the jars of Maven Central and a small main. A script of scripts/servers sets
# `title`, `version`, `main_class` (its source is beside the script), `ready_line` and the array `java_options`, defines
# `dependencies`, which prints Maven's <dependency> elements, sources this file and calls `broker_main`.
. "$repo_dir/scripts/lib/jars.sh"

script_name=$(basename -- "$0")
source_file=$repo_dir/scripts/servers/$main_class.java
cache=${SLUICE_CACHE_DIR:-$HOME/.cache/sluice}
home=$cache/${script_name%.sh}-$version

usage() {
  cat <<EOF
usage: scripts/servers/$script_name fetch
       scripts/servers/$script_name run --port PORT --dir DIR [--listen ADDRESS]
  fetch             downloads the jars and compiles the main, once
  run               fetches if need be, then becomes the broker: its pid is the caller's child. Ready when standard output
                    shows "$ready_line"; ends by SIGTERM. DIR keeps its data for the next run.
  --listen ADDRESS  default 127.0.0.1
Cache: \${SLUICE_CACHE_DIR:-\$HOME/.cache/sluice}; safe when several start at once.
EOF
}

# The main is compiled anew when its source has changed.
classes_path() { printf '%s/classes-%s' "$home" "$(cksum <"$source_file" | cut -d ' ' -f 1)"; }

fetch() {
  local classes
  command -v java >/dev/null || die "java is missing: run scripts/install_dependencies.sh" 2
  mkdir -p -- "$home"
  classes=$(classes_path)
  [[ -d $home/jars && -d $classes ]] && return
  (
    flock 9
    [[ -d $home/jars ]] || dependencies | fetch_jars "$title $version" "$home/jars"
    [[ -d $classes ]] || compile_java "$source_file" "$home/jars" "$classes"
  ) 9>"$home/lock"
}

run() {
  local port=$1 dir=$2 address=$3
  [[ $port =~ ^[0-9]+$ ]] || die "--port '$port' is not a port number" 2
  [[ -n $dir ]] || die "--dir is missing" 2
  fetch
  mkdir -p -- "$dir"
  dir=$(cd -- "$dir" && pwd)
  exec java -Xms96m -Xmx384m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData "${java_options[@]}" \
    -cp "$(classes_path):$(jar_list "$home/jars")" "$main_class" "$address" "$port" "$dir"
}

broker_main() {
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
