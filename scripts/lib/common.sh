# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the scripts share: the repository's folder, messages, builds. Source it, do not run it.

repo_dir=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf '%s\n' "$*" >&2; }

# die TEXT [EXIT-CODE]
die() {
  printf '%s: %s\n' "$(basename -- "$0")" "$1" >&2
  exit "${2:-1}"
}

# A TCP port of the loopback that is free at this moment.
free_port() {
  python3 -c 'import socket
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    print(s.getsockname()[1])'
}

# build_preset PRESET [TARGET...]: configures once, builds into build/PRESET; ccache is used where it is installed.
build_preset() {
  local preset=$1 target
  shift
  local arguments=(--build "$repo_dir/build/$preset")
  for target in "$@"; do arguments+=(--target "$target"); done
  command -v cmake >/dev/null || die "cmake is missing: run scripts/install_dependencies.sh" 2
  # Without this ccache passes over what includes the tests' precompiled header.
  export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS-pch_defines,time_macros}
  export SLUICE_COMPILER_LAUNCHER=${SLUICE_COMPILER_LAUNCHER-$(command -v ccache || true)}
  (cd -- "$repo_dir" && cmake --preset "$preset" --log-level=WARNING >/dev/null) || die "cmake --preset $preset failed"
  cmake "${arguments[@]}"
}
