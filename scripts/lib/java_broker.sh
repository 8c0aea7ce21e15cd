# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # the script that sources this file sets them
# An MQTT broker in Java: the jars of Maven Central and a small main. A script of scripts/servers sets `title`, `version`,
# `main_class` (its source is beside the script), `ready_line` and the array `java_options`, defines `dependencies`, which
# prints Maven's <dependency> elements, sources this file and calls `broker_main`.
. "$repo_dir/scripts/lib/broker.sh"
. "$repo_dir/scripts/lib/jars.sh"

source_file=$repo_dir/scripts/servers/$main_class.java
home=$cache/${script_name%.sh}-$version
fetch_help='downloads the jars and compiles the main, once'
dir_help='DIR keeps its data for the next run.'

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

start() {
  local port=$1 dir=$2 address=$3
  mkdir -p -- "$dir"
  dir=$(cd -- "$dir" && pwd)
  exec java -Xms96m -Xmx384m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData "${java_options[@]}" \
    -cp "$(classes_path):$(jar_list "$home/jars")" "$main_class" "$address" "$port" "$dir"
}
