{{- define "packyard.name" -}}
{{- $release := .Release.Name -}}
{{- ternary $release (printf "%s-packyard" $release) (contains "packyard" $release) | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "packyard.selector" -}}
app.kubernetes.io/name: packyard
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "packyard.labels" -}}
{{ include "packyard.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "packyard.image" -}}
{{- with .Values.image -}}
{{- if .digest }}{{ printf "%s@%s" .repository .digest }}{{ else }}{{ printf "%s:%s" .repository (.tag | default $.Chart.AppVersion) }}{{ end -}}
{{- end -}}
{{- end -}}

{{- define "packyard.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "packyard.name" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end -}}

{{- /* A value of a variable: YAML reads large whole numbers as fractions. */ -}}
{{- define "packyard.text" -}}
{{- if kindIs "float64" . }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- end -}}

{{- /* What the workers are called, which stage they run, and what sets how many tasks they take at a time. */ -}}
{{- define "packyard.workers" -}}
downloader: { app: downloader, stage: download, concurrency: PACKYARD_DOWNLOAD_CONCURRENCY, runsForeignCode: false }
resolver: { app: resolver, stage: resolve, concurrency: PACKYARD_RESOLVE_CONCURRENCY, runsForeignCode: false }
envBuilder: { app: env-builder, stage: build, concurrency: PACKYARD_BUILD_CONCURRENCY, runsForeignCode: true }
registrar: { app: registrar, stage: register, concurrency: PACKYARD_REGISTER_CONCURRENCY, runsForeignCode: true }
{{- end -}}
