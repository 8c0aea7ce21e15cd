#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tries every fault of docs/guarantees.md on real servers, each as a test of its own, and prints one table.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

usage() {
  cat <<'EOF'
usage: scripts/faults.sh [--short] [--broker NAME] [--write-docs] [--preset NAME] [FAULT...]
       scripts/faults.sh --others [--preset NAME]
       scripts/faults.sh --soak DURATION [--seed N] [--preset NAME]
  FAULT          F1 to F24; none: all of them, about 40 minutes on two cores
  --short        only the short ones, what scripts/test.sh runs too
  --broker NAME  only the rows of Mosquitto, Artemis, HiveMQ or mochi. When HiveMQ CE or mochi cannot be had (mochi needs
                 Go), its rows are left out, and a line says so
  --write-docs   writes the table into docs/guarantees.md as well; rows that were not run stay as they are there
  --others       what is tried beside the table, under their names: repeats that are spared, long outages
  --soak DURATION  random faults under a steady load for so long, such as 15m or 90s, then everything is counted
  --seed N       of the soak's plan, default 1; the same seed gives the same faults at the same times
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

# fetch_more_servers BROKER: that one, or both if empty; sets `left_out` to those that cannot be had here.
fetch_more_servers() {
  local name
  for name in HiveMQ mochi; do
    [[ -z $1 || $1 == "$name" ]] || continue
    "$repo_dir/scripts/servers/${name,,}.sh" fetch && continue
    [[ $1 != "$name" ]] || die "--broker $1: it cannot be had here, see above" 2
    left_out+=("$name")
    say "not run: the rows of $name, see above"
  done
}

# run_ctest ARGUMENT...: in a process group of its own, which ends with this script, also by a signal.
ctest_group=''
run_ctest() {
  local code=0
  set -m
  ctest "$@" >&2 &
  ctest_group=$!
  set +m
  wait "$ctest_group" || code=$?
  ctest_group=''
  return "$code"
}

clean_up() {
  [[ -z $ctest_group ]] || kill -TERM -- "-$ctest_group" 2>/dev/null || true
  [[ -z $folder ]] || rm -rf -- "$folder"
}
folder=''
trap clean_up EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# others PRESET: its verdict is ctest's own, there are no rows.
others() {
  build_preset "$1" faults faults_long >&2
  run_ctest --test-dir "$repo_dir/build/$1" --no-tests=error --output-on-failure -L '^(fault|fault_long)$' -E ':F[0-9]+ '
}

# soak PRESET DURATION SEED
soak() {
  local seconds=${2%[ms]}
  [[ $2 =~ ^[0-9]+[ms]$ ]] || die "--soak '$2' is not a duration like 15m or 90s" 2
  [[ $3 =~ ^[0-9]+$ ]] || die "--seed '$3' is not a number" 2
  [[ $2 != *m ]] || seconds=$((seconds * 60))
  build_preset "$1" faults_soak >&2
  SLUICE_SOAK_SECONDS=$seconds SLUICE_SOAK_SEED=$3 "$repo_dir/build/$1/test/faults/faults_soak"
}

main() {
  local preset=dev labels='' faults=() broker='' docs=() duration='' seed=1 left_out=() is_others=''
  while [[ $# -gt 0 ]]; do
    case $1 in
      --short) labels='fault|fault_mochi|component|integration' && shift ;;
      --write-docs) docs+=(--write-docs "$repo_dir/docs/guarantees.md") && shift ;;
      --others) is_others=yes && shift ;;
      --soak) duration=${2:?--soak needs a duration} && shift 2 ;;
      --broker) broker=${2:?--broker needs a name} && shift 2 ;;
      --seed) seed=${2:?--seed needs a number} && shift 2 ;;
      --preset) preset=${2:?--preset needs a name} && shift 2 ;;
      F[1-9] | F1[0-9] | F2[0-4]) faults+=("${1#F}") && shift ;;
      -h | --help) usage && exit 0 ;;
      *) die "'$1' is neither a fault, F1 to F24, nor an option; see --help" 2 ;;
    esac
  done
  [[ $broker =~ ^(|Mosquitto|Artemis|HiveMQ|mochi)$ ]] || die "--broker '$broker' is not Mosquitto, Artemis, HiveMQ or mochi" 2

  if [[ -n $duration ]]; then
    fetch_servers
    soak "$preset" "$duration" "$seed"
    return
  fi

  if [[ -n $is_others ]]; then
    fetch_servers
    others "$preset"
    return
  fi

  local numbers='[0-9]+'
  if [[ ${#faults[@]} -gt 0 ]]; then numbers=$(IFS='|' && printf '(%s)' "${faults[*]}"); fi
  fetch_servers
  [[ $broker == Mosquitto || $broker == Artemis ]] || fetch_more_servers "$broker"
  # Only a run of everything may drop rows from the documentation.
  if [[ -z $labels$broker && ${#faults[@]} -eq 0 && ${#left_out[@]} -eq 0 && ${#docs[@]} -gt 0 ]]; then docs+=(--replace); fi
  build_preset "$preset" faults faults_mochi faults_long component_broker integration >&2
  folder=$(mktemp -d)
  # One at a time: each has the machine to itself. The verdicts are in the table, so ctest's own is not needed.
  SLUICE_FAULT_ROWS=$folder run_ctest --test-dir "$repo_dir/build/$preset" --no-tests=error --output-on-failure \
    -L "^(${labels:-fault|fault_mochi|fault_long|component|integration})\$" -R ":F$numbers ${broker:+.* - $broker}" \
    -E " - ($(IFS='|' && printf '%s' "${left_out[*]:-nothing}"))" --output-junit "$folder/tests.xml" || true
  "$repo_dir/scripts/faults_table.py" "$folder" "${docs[@]}"
}

main "$@"
