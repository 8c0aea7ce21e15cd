{{- define "sluice.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{/* 52: a StatefulSet's pods get an ordinal and a revision's hash behind it, within 63. */}}
{{- define "sluice.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "sluice.selector" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sluice.labels" -}}
{{ include "sluice.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* A pod of a StatefulSet comes back under its name, one of a Deployment never does. */}}
{{- define "sluice.onStop" -}}
{{- .Values.onStop | default (ternary "leave" "keep" (eq .Values.kind "Deployment")) -}}
{{- end -}}

{{/* Yes when the broker, as mqtt.profile names it, binds messages to the session they were sent to. */}}
{{- define "sluice.isSessionBound" -}}
{{- $task := .Values.config | fromYaml -}}
{{- $profile := dig "mqtt" "profile" "session-bound" $task -}}
{{- if not (has $profile (list "redispatching" "emqx" "hivemq" "artemis")) -}}yes{{- end -}}
{{- end -}}
