# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Servers in Java without containers: their jars from Maven Central, kept in a cache. Source it after common.sh.

# jar_list FOLDER: its jars as a class path, the same list in the same order each time: a class archive needs that.
jar_list() {
  local jars=("$1"/*.jar)
  (IFS=: && printf '%s' "${jars[*]}")
}

# fetch_jars WHAT TARGET <DEPENDENCIES: the jars of Maven's <dependency> elements on standard input, with all that they
# need. TARGET appears only when it is whole, so an interrupted fetch is taken up again.
fetch_jars() {
  local what=$1 target=$2 work
  command -v mvn >/dev/null || die "mvn is missing: run scripts/install_dependencies.sh" 2
  say "Fetching $what from Maven Central ..."
  work=$(mktemp -d "$(dirname -- "$target")/fetch.XXXXXX")
  cat >"$work/pom.xml" <<EOF
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>sluice</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
$(cat)
  </dependencies>
</project>
EOF
  mvn --batch-mode --quiet -Dstyle.color=never --file "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
    "-DoutputDirectory=$work/jars" >"$work/log" 2>&1 || die "mvn could not fetch $what: $(tail -n 20 "$work/log")"
  mv -- "$work/jars" "$target"
  rm -rf -- "$work"
}

# compile_java SOURCE FOLDER-OF-JARS TARGET: a jar of one source file, by Eclipse's compiler: it needs no more than a Java
# runtime. Classes in a folder could not be archived.
compile_java() {
  local source=$1 folder=$2 target=$3 work compiler
  compiler=${SLUICE_CACHE_DIR:-$HOME/.cache/sluice}/java-compiler
  (
    flock 8
    [[ -d $compiler ]] || fetch_jars "a Java compiler" "$compiler" <<'EOF'
    <dependency><groupId>org.eclipse.jdt</groupId><artifactId>ecj</artifactId><version>3.33.0</version></dependency>
EOF
  ) 8>"$compiler.lock"
  work=$(mktemp -d "$(dirname -- "$target")/compile.XXXXXX")
  java -cp "$(jar_list "$compiler")" org.eclipse.jdt.internal.compiler.batch.Main -17 -nowarn \
    -classpath "$(jar_list "$folder")" -d "$work/classes" "$source" || die "$source could not be compiled"
  (cd -- "$work/classes" && python3 -m zipfile -c "$work/main.jar" ./*)
  mv -- "$work/main.jar" "$target"
  rm -rf -- "$work"
}

# class_archive_path FOLDER: where the archive of the present Java is; another Java does not take it.
class_archive_path() {
  printf '%s/classes-%s.jsa' "$1" "$(java -version 2>&1 | cksum | cut -d ' ' -f 1)"
}

# make_class_archive TARGET READY-LINE JAVA-ARGUMENT...: starts a server and stops it, to keep the loaded classes: halves
# the start of every later one. Without an archive a server starts all the same, only slower: one that could not be made is
# not tried again, an empty file stands for it.
make_class_archive() {
  local target=$1 ready=$2 work pid
  shift 2
  work=$(mktemp -d "$(dirname -- "$target")/archive.XXXXXX")
  java "-XX:ArchiveClassesAtExit=$work/classes.jsa" "$@" >"$work/log" 2>&1 &
  pid=$!
  if timeout 60 sh -c "until grep -q '$ready' '$work/log'; do kill -0 $pid && sleep 0.1 || exit 1; done"; then
    kill -TERM "$pid"
  else
    kill -KILL "$pid" 2>/dev/null || true
  fi
  wait "$pid" || true
  if [[ -s $work/classes.jsa ]]; then
    mv -- "$work/classes.jsa" "$target"
    rm -rf -- "$work"
  else
    say "No class archive, the server starts more slowly without: $work/log. Remove $target to have it tried again."
    : >"$target"
  fi
}
