#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds what ships and packs it: build/release/*.deb. scripts/package_test.sh tries the packages.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

usage() {
  cat <<'EOF'
usage: scripts/package.sh
Makes sluice_VERSION-1_ARCH.deb and sluice-mosquitto-plugin_VERSION-1_ARCH.deb in build/release and prints their paths.
SLUICE_PACKAGE_MAINTAINER="Name <address>" names who answers for them.
EOF
}

case ${1:-} in
  '') ;;
  -h | --help) usage && exit 0 ;;
  *) usage >&2 && exit 2 ;;
esac
for tool in dpkg-shlibdeps file; do
  command -v "$tool" >/dev/null || die "$tool is missing: run scripts/install_dependencies.sh" 2
done
build_preset release sluice sluice_mosquitto_plugin sluice_package_files >&2
if [[ -n ${SLUICE_PACKAGE_MAINTAINER:-} ]]; then
  cmake -S "$repo_dir" -B "$repo_dir/build/release" -D SLUICE_PACKAGE_MAINTAINER="$SLUICE_PACKAGE_MAINTAINER" >/dev/null
  cmake --build "$repo_dir/build/release" --target sluice_package_files >&2
fi
cd -- "$repo_dir/build/release"
rm -f -- ./*.deb
cpack -G DEB >cpack.log 2>&1 || die "cpack failed:
$(cat cpack.log)"
printf '%s\n' "$PWD"/*.deb
