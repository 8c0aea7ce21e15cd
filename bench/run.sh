#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The benchmark: builds the release, measures sluice beside a plain Paho + librdkafka consumer. See bench/README.md.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib/common.sh"

case " $* " in
  *" -h "* | *" --help "*) set -- --build-dir build/release "$@" ;;
  *" --build-dir "* | *" --build-dir="*) ;;
  *)
    build_preset release sluice firehose kafka_counter plain_consumer limit backlog >&2
    set -- --build-dir "$repo_dir/build/release" "$@"
    ;;
esac
exec python3 -B "$repo_dir/bench/measure" "$@"
