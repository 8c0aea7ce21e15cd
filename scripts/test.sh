#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds, and runs the tests. The exit code and the last lines are those of ctest.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

usage() {
  cat <<'EOF'
usage: scripts/test.sh [--preset NAME] [--labels REGEX] [ctest arguments]
  --preset NAME    dev (default), asan, tsan or coverage
  --labels REGEX   default: unit|component|integration|fault, the faults at mochi too where Go 1.21 or newer is;
                   browser: the status page in a headless Chromium
example: scripts/test.sh --labels unit -R window
EOF
}

preset=dev
arguments=("$@")
labels='unit|component|integration|fault'
chosen=''
while [[ $# -gt 0 ]]; do
  case $1 in
    --preset) preset=${2:?--preset needs a name} && shift 2 ;;
    --labels) labels=${2:?--labels needs a regular expression} && chosen=yes && shift 2 ;;
    -h | --help) usage && exit 0 ;;
    *) break ;;
  esac
done

if [[ $preset == tsan && -z ${SLUICE_FIXED_ADDRESSES:-} ]] && setarch -R true 2>/dev/null; then
  # ThreadSanitizer of GCC 12 does not start where the kernel randomises addresses by more than 28 bits.
  SLUICE_FIXED_ADDRESSES=1 exec setarch -R "${BASH_SOURCE[0]}" "${arguments[@]}"
fi

dependencies=()
if [[ $labels == *browser* ]]; then dependencies=(--browser); fi
"$repo_dir/scripts/install_dependencies.sh" "${dependencies[@]}"
if [[ $labels == *integration* || $labels == *fault* ]]; then "$repo_dir/scripts/servers/kafka.sh" fetch; fi
if [[ $labels == *fault* ]]; then
  "$repo_dir/scripts/servers/artemis.sh" fetch
  "$repo_dir/scripts/servers/hivemq.sh" fetch
fi
if [[ fault =~ ^($labels)$ ]]; then
  # It needs a newer Go than Debian 12 has: where there is none, the others are run.
  if "$repo_dir/scripts/servers/mochi.sh" fetch; then labels+='|fault_mochi'; else say 'not run: the faults at mochi, see above'; fi
fi
# Without --labels everything is built, also what no test runs; with it the tests that it names.
targets=()
if [[ -n $chosen ]]; then
  for label in unit component browser integration fault fault_mochi fault_long; do
    if [[ $label =~ ^($labels)$ ]]; then targets+=("tests_$label"); fi
  done
fi
build_preset "$preset" "${targets[@]}"
# Most tests wait: for a server to start, for an answer, for time to pass. Those with real servers count double (CTest's
# PROCESSORS). Sanitizers make them compute; ThreadSanitizer so much that two at once would miss their deadlines.
jobs=$(nproc)
case $preset in
  tsan) jobs=1 ;;
  asan) ;;
  *) jobs=$((3 * jobs)) ;;
esac
exec ctest --test-dir "$repo_dir/build/$preset" --output-on-failure --no-tests=error \
  -L "^($labels)\$" -j "$jobs" "$@"
