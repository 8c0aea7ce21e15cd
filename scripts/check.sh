#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Looks at the source without running it: format, size budget, shell scripts, and clang-tidy.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

usage() {
  cat <<'EOF'
usage: scripts/check.sh [--quick | --sources | --all | --fix]
  (none)     clang-tidy on the C++ files that differ from the main branch, or are not committed
  --quick    no clang-tidy
  --sources  clang-tidy on what ships (not tests and bench), without the static analyzer
  --all      clang-tidy on every C++ file: an hour on two cores
  --fix      formats the C++ files and ends
Needs scripts/install_dependencies.sh --dev. Exit code 1 when something was found.
EOF
}

# Files of the repository by pattern: committed or new, still there, not ignored.
files() {
  git ls-files --cached --others --exclude-standard --deduplicate -- "$@" | while read -r file; do
    if [[ -f $file ]]; then printf '%s\n' "$file"; fi
  done
}

cxx_files() { files '*.cpp' '*.hpp'; }

changed_units() {
  local base
  base=$(git merge-base HEAD origin/main 2>/dev/null || git merge-base HEAD main)
  { git diff --name-only --diff-filter=d "$base" -- '*.cpp' && git ls-files --others --exclude-standard -- '*.cpp'; } | sort -u
}

shipped_units() { files 'app/*.cpp' 'deploy/*.cpp' 'lib/*.cpp' 'mapping/*.cpp'; }

failed=()
check() {
  local name=$1
  shift
  if "$@"; then say "ok      $name"; else
    say "FAILED  $name"
    failed+=("$name")
  fi
}

check_format() {
  local unformatted
  unformatted=$(cxx_files | xargs -r clang-format-16 --dry-run 2>&1 | sed -n 's/:[0-9]*:[0-9]*: warning: .*//p' | sort -u)
  [[ -z $unformatted ]] || { say "not formatted (scripts/check.sh --fix does it):" "$unformatted" && return 1; }
}
check_shell() { { files '*.sh' && echo .ci/run; } | xargs -r shellcheck; }
check_license() {
  local missing
  missing=$(files '*.cpp' '*.hpp' '*.sh' '*.py' '*.cmake' '*CMakeLists.txt' .ci/run |
    xargs -r grep -L 'SPDX-License-Identifier: Apache-2.0')
  [[ -z $missing ]] || { say "no SPDX line in the first lines of:" "$missing" && return 1; }
}

# Reads the names of units, takes further arguments of clang-tidy; needs the tree configured, not built: nothing of
# ours is generated.
check_tidy() {
  local units
  units=$(cat)
  [[ -n $units ]] || return 0
  (cmake --preset tidy --log-level=WARNING >/dev/null) || return 1
  xargs -r -P "$(nproc)" -n 1 clang-tidy-16 -p build/tidy --quiet "$@" <<<"$units" 2> >(grep -v 'warnings generated\.$' >&2)
}

main() {
  cd -- "$repo_dir"
  case ${1:-} in
    '' | --quick | --sources | --all) ;;
    --fix) cxx_files | xargs -r clang-format-16 -i && exit 0 ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  command -v clang-format-16 >/dev/null || die "clang-format-16 is missing: run scripts/install_dependencies.sh --dev" 2

  check 'format' check_format
  check 'size budget' scripts/size_budget.py
  check 'shell scripts' check_shell
  check 'licence lines' check_license
  case ${1:-} in
    --quick) ;;
    # The analyzer takes two thirds of the time.
    --sources) check 'clang-tidy' check_tidy '--checks=-clang-analyzer-*' < <(shipped_units) ;;
    --all) check 'clang-tidy' check_tidy < <(files '*.cpp' ':!test/fuzz') ;;
    *) check 'clang-tidy' check_tidy < <(changed_units) ;;
  esac
  [[ ${#failed[@]} -eq 0 ]]
}

main "$@"
