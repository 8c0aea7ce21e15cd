#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Which lines of what ships the tests run: builds with the preset `coverage`, runs unit and component tests, counts.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

usage() {
  cat <<'EOF'
usage: scripts/coverage.sh [--html FOLDER] [--labels REGEX]
  --html FOLDER   also pages that show each file's lines, from FOLDER/index.html on
  --labels REGEX  the tests that run, default: unit|component
Prints a line for each file, the least covered last. Needs scripts/install_dependencies.sh --dev.
EOF
}

labels='unit|component'
report=(--sort-percentage)
while [[ $# -gt 0 ]]; do
  case $1 in
    --html) mkdir -p -- "${2:?--html needs a folder}" && report+=(--html-details "$2/index.html" --txt -) && shift 2 ;;
    --labels) labels=${2:?--labels needs a regular expression} && shift 2 ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done
command -v gcovr >/dev/null || die "gcovr is missing: run scripts/install_dependencies.sh --dev" 2

# Counts of a run before would be added to.
if [[ -d $repo_dir/build/coverage ]]; then find "$repo_dir/build/coverage" -name '*.gcda' -delete; fi
"$repo_dir/scripts/test.sh" --preset coverage --labels "$labels" >&2
gcovr --root "$repo_dir" --filter "$repo_dir/app/" --filter "$repo_dir/lib/" --filter "$repo_dir/mapping/" \
  --exclude-throw-branches --exclude-unreachable-branches "${report[@]}" "$repo_dir/build/coverage"
