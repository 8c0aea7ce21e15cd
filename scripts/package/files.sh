#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# YAML, JSON and PromQL in deploy/ are sound.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"

command -v promtool >/dev/null || die "promtool is missing: run scripts/install_dependencies.sh" 2
rules=$(mktemp --suffix .yaml)
trap 'rm -f -- "$rules"' EXIT
"$repo_dir/scripts/package/deploy_files.py" "$repo_dir/deploy" >"$rules"
output=$(promtool check rules "$rules" 2>&1) || die "a query of the dashboard or of the autoscaler is no PromQL: $output"
