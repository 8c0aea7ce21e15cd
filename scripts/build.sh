#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds what ships: build/release/app/sluice, and the plugin of deploy/mosquitto.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

[[ $# -eq 0 ]] || die "usage: scripts/build.sh (other builds: cmake --preset NAME, see CMakePresets.json)" 2
build_preset release sluice sluice_mosquitto_plugin
