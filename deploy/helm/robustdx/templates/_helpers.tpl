{{- define "robustdx.name" -}}
{{ .Release.Name | trunc 53 | trimSuffix "-" }}
{{- end }}

{{- define "robustdx.selector" -}}
app.kubernetes.io/name: robustdx
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "robustdx.labels" -}}
{{ include "robustdx.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "robustdx.console.name" -}}
{{ .Release.Name | trunc 45 | trimSuffix "-" }}-console
{{- end }}

{{/* Not the app's: its deployment, its budget and its network policy must not select the console. */}}
{{- define "robustdx.console.selector" -}}
app.kubernetes.io/name: robustdx-console
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "robustdx.console.labels" -}}
{{ include "robustdx.console.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "robustdx.gateway.name" -}}
{{ .Release.Name | trunc 45 | trimSuffix "-" }}-gateway
{{- end }}

{{/* Nor the gateway's. */}}
{{- define "robustdx.gateway.selector" -}}
app.kubernetes.io/name: robustdx-gateway
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "robustdx.gateway.labels" -}}
{{ include "robustdx.gateway.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "robustdx.modelPath" -}}
{{- if .Values.model.existingClaim }}/models/{{ .Values.model.file }}{{ else }}/opt/robustdx/models/phantom.onnx{{ end }}
{{- end }}

{{/* As SizeLimits counts. */}}
{{- define "robustdx.imageTopicBytes" -}}
{{ add (int64 .Values.app.maxImageBytes) 262144 }}
{{- end }}

{{- define "robustdx.outputTopicBytes" -}}
{{ add (int64 .Values.app.maxImageBytes) 262144 16384 4096 }}
{{- end }}

{{- define "robustdx.userSecret" -}}
{{ .Values.kafka.userSecret | default (include "robustdx.name" .) }}
{{- end }}

{{- define "robustdx.scalerSecret" -}}
{{ include "robustdx.name" . }}-scaler
{{- end }}

{{- define "robustdx.kafkaNamespace" -}}
{{ .Values.kafka.namespace | default .Release.Namespace }}
{{- end }}
