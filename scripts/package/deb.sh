#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages into a Debian 12 of its own, uses what they bring, and purges them again.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"

release=${SLUICE_PACKAGE_DIR:-$repo_dir/build/release} # a folder with packages that are to be tried as they are
mirror=${SLUICE_DEBIAN_MIRROR:-http://deb.debian.org/debian}
tools=(systemd man-db mandoc bash-completion mosquitto)

[[ $EUID -eq 0 ]] || die "run this as root: debootstrap and chroot need it" 2
command -v debootstrap >/dev/null || die "debootstrap is missing: run scripts/install_dependencies.sh --package" 2
[[ -n ${SLUICE_PACKAGE_DIR:-} ]] || "$repo_dir/scripts/package.sh" >/dev/null
package=$(echo "$release"/sluice_*.deb)
plugin=$(echo "$release"/sluice-mosquitto-plugin_*.deb)

# The packages that ours need, by name.
needed_by() { dpkg-deb -f "$1" Depends | tr ',' '\n' | sed 's/^ *//; s/[ (].*//'; }

# A Debian with all that ours need, but not ours; made once for each set of needs.
base_archive() {
  local needs key archive folder
  mapfile -t needs < <({ needed_by "$package" && needed_by "$plugin" && printf '%s\n' "${tools[@]}"; } | sort -u)
  key=$(printf '%s ' "${needs[@]}" | sha256sum | cut -c1-12)
  archive=${SLUICE_CACHE_DIR:-$HOME/.cache/sluice}/package-root/bookworm-$key.tar
  if [[ ! -f $archive ]]; then
    folder=$(mktemp -d)
    # shellcheck disable=SC2064 # of this folder, in the subshell that makes it
    trap "rm -rf -- '$folder' '$folder.log'" EXIT
    say "Making a Debian 12 in $archive"
    mkdir -p "$(dirname "$archive")"
    debootstrap --variant=minbase bookworm "$folder" "$mirror" >"$folder.log" 2>&1 || die "debootstrap failed:
$(tail -5 "$folder.log")"
    # Nothing is started in there.
    printf '#!/bin/sh\nexit 101\n' >"$folder/usr/sbin/policy-rc.d" && chmod 755 "$folder/usr/sbin/policy-rc.d"
    chroot "$folder" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${needs[@]}" \
      >"$folder.log" 2>&1 || die "apt-get failed: $(tail -5 "$folder.log")"
    chroot "$folder" apt-get clean
    tar -C "$folder" -cf "$archive.$$" . && mv "$archive.$$" "$archive"
  fi
  printf '%s\n' "$archive"
}

root=$(mktemp -d)
trap 'rm -rf -- "$root"' EXIT
tar -C "$root" -xf "$(base_archive)"
cp -- "$package" "$plugin" "$root/tmp/"
cp -- "$repo_dir/config.example.yaml" "$root/tmp/"

inside() { chroot "$root" env LC_ALL=C.UTF-8 HOME=/root "$@"; }

# expect WHAT COMMAND...: it succeeds and says nothing.
expect() {
  local what=$1 output
  shift
  output=$("$@" 2>&1) || die "$what: exit code $?: $output"
  [[ -z $output ]] || die "$what: $output"
}

# Everything in the root but dpkg's and man's own books.
listing() {
  (cd "$root" && find . \( -path ./var/lib/dpkg -o -path ./var/cache -o -path ./var/log -o -path ./tmp -o -path ./run \) -prune -o -print | sort)
}

before=$(listing)
inside dpkg -i "/tmp/${package##*/}" "/tmp/${plugin##*/}" >"$root/tmp/log" 2>&1 || die "dpkg -i: $(cat "$root/tmp/log")"

version=$(inside sluice --version)
[[ $version == "sluice $(dpkg-deb -f "$package" Version | cut -d- -f1)" ]] || die "sluice --version printed: $version"
inside sh -c 'gzip -dc /usr/share/doc/sluice/changelog.gz | head -1 | grep -qx "# Changelog"' || die "no changelog"
inside cp /usr/share/doc/sluice/examples/config.example.yaml /etc/sluice/plant.yaml
checked=$(inside sluice check /etc/sluice/plant.yaml) || die "the example configuration: $checked"
[[ $checked == '/etc/sluice/plant.yaml: ok' ]] || die "the example configuration: $checked"
expect 'systemd-analyze verify' inside systemd-analyze verify sluice@plant.service
# 0 is perfect, 100 unprotected.
inside systemd-analyze security --offline=true --threshold=20 --no-pager sluice@plant.service >"$root/tmp/log" 2>&1 ||
  die "the unit is less protected than it was: $(tail -1 "$root/tmp/log")"
expect 'man --warnings' inside sh -c 'man --warnings -Tutf8 -Z sluice >/dev/null'
expect 'mandoc' inside mandoc -T lint -W warning /usr/share/man/man1/sluice.1.gz
# shellcheck disable=SC2016 # bash inside expands it
completed=$(inside bash -c '. /usr/share/bash-completion/bash_completion; _completion_loader sluice
  COMP_WORDS=(sluice chec) COMP_CWORD=1; "$(complete -p sluice | sed "s/.*-F \([^ ]*\).*/\1/")"; echo "${COMPREPLY[@]}"')
[[ $completed == check ]] || die "bash completed \`sluice chec\` by: $completed"
[[ -f $root/usr/lib/sluice/sluice_mosquitto_plugin.so ]] || die "the plugin is missing"

inside rm /etc/sluice/plant.yaml
inside dpkg --purge sluice sluice-mosquitto-plugin >"$root/tmp/log" 2>&1 || die "dpkg --purge: $(cat "$root/tmp/log")"
left=$(diff <(printf '%s\n' "$before") <(listing)) || die "purging leaves: $left"

command -v lintian >/dev/null || exit 0
expect lintian lintian --allow-root --fail-on error,warning --tag-display-limit 0 "$package" "$plugin"
