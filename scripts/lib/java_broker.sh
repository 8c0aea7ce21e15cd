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
fetch_help='downloads the jars, compiles the main, makes a class archive, once'
dir_help='DIR keeps its data for the next run.'

java_options=(-Xms96m -Xmx384m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData
  -Xlog:disable -Xlog:all=error:stderr "${java_options[@]}")

# The main is compiled anew when its source has changed, and with it the archive of all classes is made anew.
stamp=$(cksum <"$source_file" | cut -d ' ' -f 1)
main_jar=$home/main-$stamp.jar
archive_path() { class_archive_path "$home/archive-$stamp"; }
class_path() { printf '%s:%s' "$main_jar" "$(jar_list "$home/jars")"; }

make_archive() {
  local work
  work=$(mktemp -d "$home/data.XXXXXX")
  make_class_archive "$1" "$ready_line" "${java_options[@]}" -cp "$(class_path)" "$main_class" 127.0.0.1 "$(free_port)" "$work"
  rm -rf -- "$work"
}

fetch() {
  local archive
  command -v java >/dev/null || die "java is missing: run scripts/install_dependencies.sh" 2
  mkdir -p -- "$home/archive-$stamp"
  archive=$(archive_path)
  [[ -d $home/jars && -f $main_jar && -e $archive ]] && return
  (
    flock 9
    [[ -d $home/jars ]] || dependencies | fetch_jars "$title $version" "$home/jars"
    [[ -f $main_jar ]] || compile_java "$source_file" "$home/jars" "$main_jar"
    [[ -e $archive ]] || make_archive "$archive" 9>&-
  ) 9>"$home/lock"
}

start() {
  local port=$1 dir=$2 address=$3
  mkdir -p -- "$dir"
  dir=$(cd -- "$dir" && pwd)
  exec java "${java_options[@]}" -XX:SharedArchiveFile="$(archive_path)" -Xshare:auto -cp "$(class_path)" \
    "$main_class" "$address" "$port" "$dir"
}
