#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The Helm chart: lint, what it makes of the values in its ci folder, its notes, and what it refuses.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"

# Its modules ask for no more than Go 1.19, which Debian 12 has.
helm_version=v3.11.3
cache=${SLUICE_CACHE_DIR:-$HOME/.cache/sluice}/helm-$helm_version
chart=$repo_dir/deploy/helm/sluice
binary=${SLUICE_BINARY:-$repo_dir/build/release/app/sluice}
kube=(--kube-version 1.29.0)

# Prints the path of helm; built from its Go module unless the cache has it.
helm_program() {
  if [[ ! -x $cache/helm ]]; then
    command -v go >/dev/null || die "go is missing, and it builds Helm: run scripts/install_dependencies.sh --package" 2
    say "Building Helm $helm_version in $cache, which takes some minutes"
    mkdir -p "$cache"
    GOBIN=$cache GOFLAGS="${GOFLAGS:-} -p=1" nice -n 15 go install "helm.sh/helm/v3/cmd/helm@$helm_version" 2>"$cache/log" ||
      die "go install failed: $(tail -5 "$cache/log")"
  fi
  printf '%s\n' "$cache/helm"
}

# refuses TEXT ARGUMENT...: helm template fails and says so.
refuses() {
  local text=$1 output
  shift
  if output=$("$helm" template plant "$chart" "${kube[@]}" "$@" 2>&1); then die "the chart takes $*"; fi
  [[ $output == *"$text"* ]] || die "the chart refuses $* by: $output"
}

# NOTES.txt is printed by `helm install` only, which asks a cluster. So a copy of the chart has it as a file of its own.
notes_of() {
  rm -rf -- "$work/chart" && cp -r -- "$chart" "$work/chart"
  { printf '{{- define "sluice.notes" -}}\n' && cat "$chart/templates/NOTES.txt" && printf '{{- end -}}\n'; } \
    >"$work/chart/templates/_notes.tpl"
  # shellcheck disable=SC1083 # braces of the template
  printf 'notes: |\n  {{- include "sluice.notes" . | nindent 2 }}\n' >"$work/chart/templates/notes.yaml"
  "$helm" template plant "$work/chart" "${kube[@]}" -s templates/notes.yaml -f "$1"
}

# says yes|no TEXT NAME: whether the notes for these values have a text.
says() {
  local has=no
  if [[ $(notes_of "$chart/ci/$3-values.yaml") == *"$2"* ]]; then has=yes; fi
  [[ $has == "$1" ]] || die "the notes for $3: \`$2\`: expected $1, was $has"
}

[[ -x $binary ]] || die "$binary is missing: run scripts/build.sh, or set SLUICE_BINARY" 2
helm=$(helm_program)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

for values in "$chart"/ci/*-values.yaml; do
  name=$(basename "$values" -values.yaml)
  output=$("$helm" lint --strict "$chart" -f "$values" 2>&1) || die "helm lint with $name: $output"
  "$helm" template plant "$chart" "${kube[@]}" -f "$values" >"$work/$name.yaml" || die "helm template with $name"
done
"$repo_dir/scripts/package/chart_checks.py" "$binary" "$work"

refuses 'config is empty: give the task.yaml by --set-file config=task.yaml'
refuses 'kind must be one of the following: "StatefulSet", "Deployment"' --set kind=DaemonSet --set config=x
refuses 'Additional property confg is not allowed' --set confg=x
says no 'WARNING: messages can be lost' statefulset
says yes 'sluice decommission --config /etc/sluice/task.yaml --client-id TASK-plant-sluice-ORDINAL' statefulset
says no 'WARNING: messages can be lost' deployment
says yes 'Do not scale to 0' deployment
says yes 'WARNING: messages can be lost' autoscaled
says no 'Do not scale to 0' autoscaled
