#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tries what is shipped besides the program: packages, alarms, the Helm chart, and the files of deploy/.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

parts=(deb alarms chart files)
usage() {
  cat <<'EOF'
usage: scripts/package_test.sh [--only PART]...
  deb      makes the packages by scripts/package.sh and installs them into a Debian 12 of its own, uses and purges them.
           As root, with debootstrap; that Debian is kept in the cache, so only the first run fetches packages
  alarms   promtool: the rules are sound, and fire when they should and at no other time
  chart    helm: lint, and what the chart makes of several values; each task.yaml of it passes `sluice check`.
           Helm is built from its Go module once, which takes some minutes, and then kept in the cache
  files    YAML and JSON of deploy/ are sound; so are the queries in them
Cache: ${SLUICE_CACHE_DIR:-$HOME/.cache/sluice}. Needs scripts/install_dependencies.sh --package.
EOF
}

chosen=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --only)
      [[ " ${parts[*]} " == *" ${2:-} "* ]] || die "--only takes one of: ${parts[*]}" 2
      chosen+=("$2") && shift 2
      ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done
[[ ${#chosen[@]} -gt 0 ]] || chosen=("${parts[@]}")

failed=0
for part in "${chosen[@]}"; do
  begin=$SECONDS
  verdict=ok
  "$repo_dir/scripts/package/$part.sh" || { verdict=FAILED && failed=1; }
  printf '%-6s  %s (%d s)\n' "$verdict" "$part" "$((SECONDS - begin))"
done
exit "$failed"
