#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The alarms are sound, fire when they should, and at no other time.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"

command -v promtool >/dev/null || die "promtool is missing: run scripts/install_dependencies.sh" 2
cd -- "$repo_dir/deploy/prometheus"
for arguments in 'check rules alerts.yaml' 'test rules alerts_test.yaml'; do
  # shellcheck disable=SC2086 # words of one command
  output=$(promtool $arguments 2>&1) || die "promtool $arguments: $output"
done
