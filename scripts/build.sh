#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the release: the binary is build/release/app/sluice.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

[[ $# -eq 0 ]] || die "usage: scripts/build.sh (other builds: cmake --preset NAME, see CMakePresets.json)" 2
build_preset release
