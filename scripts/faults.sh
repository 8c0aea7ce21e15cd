#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tries every fault of docs/guarantees.md on real servers, each as a test of its own, and prints one table.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

usage() {
  cat <<'EOF'
usage: scripts/faults.sh [--short] [--write-docs] [--preset NAME] [FAULT...]
  FAULT          F1 to F23; none: all of them, about 25 minutes on two cores
  --short        without the tests that last a minute or longer: what scripts/test.sh runs too
  --write-docs   writes the table into docs/guarantees.md as well; only with all faults
  --preset NAME  dev (default)
example: scripts/faults.sh F7 F9
Exit code 1 when a promise did not hold. A known loss, asserted within its bound, is none.
EOF
}

fetch_servers() {
  "$repo_dir/scripts/install_dependencies.sh"
  "$repo_dir/scripts/servers/kafka.sh" fetch
  "$repo_dir/scripts/servers/artemis.sh" fetch
}

main() {
  local preset=dev labels='' faults=() docs=()
  while [[ $# -gt 0 ]]; do
    case $1 in
      --short) labels='fault|component|integration' && shift ;;
      --write-docs) docs+=(--write-docs "$repo_dir/docs/guarantees.md") && shift ;;
      --preset) preset=${2:?--preset needs a name} && shift 2 ;;
      F[1-9] | F1[0-9] | F2[0-3]) faults+=("${1#F}") && shift ;;
      -h | --help) usage && exit 0 ;;
      *) die "'$1' is neither a fault, F1 to F23, nor an option; see --help" 2 ;;
    esac
  done
  [[ ${#faults[@]} -eq 0 || ${#docs[@]} -eq 0 ]] || die "--write-docs needs all faults: leave out ${faults[*]/#/F}" 2
  [[ -z $labels || ${#docs[@]} -eq 0 ]] || die "--write-docs needs the long faults too: leave out --short" 2

  local numbers='[0-9]+'
  if [[ ${#faults[@]} -gt 0 ]]; then numbers=$(IFS='|' && printf '(%s)' "${faults[*]}"); fi
  fetch_servers
  build_preset "$preset" faults faults_long component_broker integration >&2
  folder=$(mktemp -d)
  trap 'rm -rf -- "$folder"' EXIT
  # One at a time: each has the machine to itself. The verdicts are in the table, so ctest's own is not needed.
  SLUICE_FAULT_ROWS=$folder ctest --test-dir "$repo_dir/build/$preset" --no-tests=error --output-on-failure \
    -L "^(${labels:-fault|fault_long|component|integration})\$" -R ":F$numbers " --output-junit "$folder/tests.xml" >&2 || true
  "$repo_dir/scripts/faults_table.py" "$folder" "${docs[@]}"
}

main "$@"
