#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What decoding and mapping cost a message, in nanoseconds, by kind of rule. Takes the options of mapping_cost (--help).
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib/common.sh"

build_preset release mapping_cost >&2
exec "$repo_dir/build/release/bench/mapping_cost" "$@"
