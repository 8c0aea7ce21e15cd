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

# compile_java SOURCE FOLDER-OF-JARS TARGET: classes of one source file, by Eclipse's compiler: it needs no more than a Java runtime.
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
    -classpath "$(jar_list "$folder")" -d "$work" "$source" || die "$source could not be compiled"
  mv -- "$work" "$target"
}
