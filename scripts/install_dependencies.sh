#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian 12 packages that Sluice is built and tested with. Says nothing when all of them are there.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

usage() {
  cat <<'EOF'
usage: scripts/install_dependencies.sh [--quickstart | --browser | --bench | --dev | --package]
  (none)         what building and testing need
  --quickstart   only what building and the quickstart need: no Java, no Maven
  --browser      building, testing, and the Chromium in which the status page is tested
  --bench        building, testing, and what bench/run.sh measures with: perf, jemalloc, OpenSSL's command
  --dev          building, testing, also in Chromium, and what scripts/check.sh needs: Clang, clang-tidy, clang-format, ...
  --package      building, and what scripts/package_test.sh needs: debootstrap, lintian, promtool, ...
Set SLUICE_SKIP_INSTALL=1 to have this script, and those that call it, install nothing.
EOF
}

build_packages=(build-essential cmake file ninja-build pkg-config libpaho-mqtt-dev libpaho-mqttpp-dev librdkafka-dev
  libyaml-cpp-dev libcli11-dev catch2 libssl-dev libexpected-dev libspdlog-dev libfmt-dev nlohmann-json3-dev
  libsimdjson-dev libmosquitto-dev mosquitto-dev libcpp-httplib-dev prometheus-cpp-dev)
quickstart_packages=(mosquitto mosquitto-clients python3-minimal procps)
test_packages=(libsqlite3-dev kcat maven iproute2 prometheus python3 util-linux)
browser_packages=(chromium chromium-driver fonts-dejavu-core)
bench_packages=(libjemalloc2 linux-perf libc6-dbg openssl)
dev_packages=(clang-16 clang-tidy-16 clang-format-16 libclang-rt-16-dev ccache shellcheck gcovr git)
package_packages=(debootstrap lintian prometheus python3 python3-yaml)

# True for any Java of version 17 or later on the PATH, whoever installed it.
has_java() {
  local version
  version=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p') || return 1
  [[ $version =~ ^[0-9]+$ && $version -ge 17 ]]
}

# Prints those of the packages that are not installed.
missing_of() {
  local package
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
  done
}

require_debian_12() {
  local name='an unknown system'
  if [[ -r /etc/os-release ]]; then
    # shellcheck source=/dev/null
    name=$(. /etc/os-release && echo "${PRETTY_NAME:-$ID}")
    # shellcheck source=/dev/null
    (. /etc/os-release && [[ ${ID:-} == debian && ${VERSION_ID:-} == 12 ]]) && return
  fi
  die "this is $name; only Debian 12 (bookworm) is supported. Use the container image debian:12, or install the
counterparts of the packages below yourself and set SLUICE_SKIP_INSTALL=1:
$*" 2
}

# Debian starts a service on installation; ours must not be left running, so their start is denied meanwhile.
policy=/usr/sbin/policy-rc.d
policy_is_ours=no
deny_services() {
  [[ -e $policy ]] && return
  policy_is_ours=yes
  "${as_root[@]}" tee "$policy" >/dev/null <<'EOF'
#!/bin/sh
case $1 in mosquitto | prometheus | prometheus-*) exit 101 ;; esac
exit 0
EOF
  "${as_root[@]}" chmod 755 "$policy"
}
restore_policy() {
  if [[ $policy_is_ours == yes ]]; then "${as_root[@]}" rm -f "$policy"; fi
}

install() {
  as_root=()
  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null || die "run this as root, or install sudo; missing packages: $*" 2
    as_root=(sudo)
  fi
  say "Installing: $*"
  trap restore_policy EXIT
  deny_services
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o APT::Acquire::Retries=3)
  "${apt[@]}" update || die "apt-get update failed: is the network there?"
  "${apt[@]}" install --yes --no-install-recommends "$@" >/dev/null || die "apt-get could not install: $*"
  # Nor shall they start with the machine: whoever wants a service enables it.
  local service
  for service in mosquitto prometheus; do
    if [[ " $* " == *" $service "* && -d /run/systemd/system ]]; then
      "${as_root[@]}" systemctl disable --quiet "$service" || true
    fi
  done
}

main() {
  local packages=("${build_packages[@]}" "${quickstart_packages[@]}")
  case ${1:-} in
    '') packages+=("${test_packages[@]}") ;;
    --quickstart) ;;
    --browser) packages+=("${test_packages[@]}" "${browser_packages[@]}") ;;
    --bench) packages+=("${test_packages[@]}" "${bench_packages[@]}") ;;
    --dev) packages+=("${test_packages[@]}" "${browser_packages[@]}" "${dev_packages[@]}") ;;
    --package) packages+=("${package_packages[@]}") ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  [[ ${SLUICE_SKIP_INSTALL:-0} == 1 ]] && exit 0
  if [[ ${1:-} != --quickstart && ${1:-} != --package ]] && ! has_java; then packages+=(openjdk-17-jre-headless); fi
  # Helm is built by it: any Go from 1.19 on will do.
  if [[ ${1:-} == --package ]] && ! command -v go >/dev/null; then packages+=(golang-go); fi
  require_debian_12 "${packages[*]}"

  local missing
  mapfile -t missing < <(missing_of "${packages[@]}")
  [[ ${#missing[@]} -eq 0 ]] || install "${missing[@]}"
}

main "$@"
