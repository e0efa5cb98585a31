{{- /* What pods have in common. They get { root, component, runsForeignCode }. */ -}}
{{- define "packyard.podSettings" -}}
{{- $values := .root.Values -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with $values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- if and .runsForeignCode $values.containment.ownProc }}
hostUsers: false
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ int64 $values.user }}
  runAsGroup: {{ int64 $values.user }}
  fsGroup: {{ int64 $values.user }}
  # The home has very many files.
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: {{ ternary "Unconfined" "RuntimeDefault" (and .runsForeignCode $values.containment.allowNamespaces) }}
  {{- if and .runsForeignCode $values.containment.allowNamespaces (semverCompare ">=1.30.0-0" .root.Capabilities.KubeVersion.Version) }}
  appArmorProfile:
    type: Unconfined
  {{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
{{- if $values.topologySpreadConstraints }}
  {{- toYaml $values.topologySpreadConstraints | nindent 2 }}
{{- else }}
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "packyard.selector" . | nindent 8 }}
{{- end }}
{{- end -}}

{{- define "packyard.podMetadata" -}}
metadata:
  labels:
    {{- include "packyard.labels" . | nindent 4 }}
    {{- with .root.Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .root.Values.podAnnotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{- define "packyard.containerSettings" -}}
{{- $values := .root.Values -}}
image: {{ include "packyard.image" .root }}
imagePullPolicy: {{ $values.image.pullPolicy }}
securityContext:
  # bubblewrap needs none of these: it makes a namespace of users, in which it may do all that it has to.
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
  {{- if and .runsForeignCode $values.containment.ownProc }}
  procMount: Unmasked
  {{- end }}
{{- end -}}

{{- /* Secrets that only the gateway gets. */ -}}
{{- define "packyard.secretsOf" -}}
{{- $forGateway := list "PACKYARD_ADMIN_TOKEN" "PACKYARD_OIDC_CLIENT_SECRET" -}}
{{- $isMigration := eq .component "migration" -}}
{{- range $name, $from := .root.Values.secrets }}
{{- $isWanted := ternary (has $name (list "DATABASE_URL" "PACKYARD_DATABASE_DIRECT_URL" "REDIS_URL")) (or (eq $.component "gateway") (not (has $name $forGateway))) $isMigration }}
{{- if and $from $isWanted }}
{{ $name }}: {{ toJson $from }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* Also gets settings: those of this kind of pod, which come before those of all. */ -}}
{{- define "packyard.environment" -}}
{{- $values := .root.Values -}}
{{- $roots := ternary "/packs" "/tmp" $values.persistence.packs.enabled -}}
{{- $defaults := dict "PACKYARD_LOG_FORMAT" "json" "PACKYARD_START_SECONDS" "60" "PACKYARD_LOCAL_ROOTS" $roots -}}
# A folder in the volume, which belongs to the user of the pod alone; the volume itself mostly does not.
- { name: PACKYARD_HOME, value: /var/lib/packyard/home }
{{- range $name, $value := merge (dict) (.settings | default dict) $values.settings $defaults }}
- name: {{ $name }}
  value: {{ include "packyard.text" $value | quote }}
{{- end }}
{{- include "packyard.secretFiles" . }}
{{- end -}}

{{- define "packyard.secretFiles" -}}
{{- range $name, $_ := include "packyard.secretsOf" . | fromYaml }}
- { name: {{ $name }}_FILE, value: /run/secrets/packyard/{{ $name }} }
{{- end }}
{{- end -}}

{{- define "packyard.mounts" -}}
- { name: secrets, mountPath: /run/secrets/packyard, readOnly: true }
- { name: temporary, mountPath: /tmp }
- { name: home, mountPath: /var/lib/packyard }
{{- if .root.Values.persistence.packs.enabled }}
- { name: packs, mountPath: /packs }
{{- end }}
{{- with .root.Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "packyard.secretVolume" -}}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      {{- range $name, $from := include "packyard.secretsOf" . | fromYaml }}
      - secret:
          name: {{ $from.secretName }}
          items:
            - { key: {{ $from.key }}, path: {{ $name }} }
      {{- end }}
{{- end -}}

{{- define "packyard.volumes" -}}
{{- $home := .root.Values.persistence.home -}}
{{- $packs := .root.Values.persistence.packs -}}
{{- $name := include "packyard.name" .root -}}
{{ include "packyard.secretVolume" . }}
- name: temporary
  emptyDir: {}
- name: home
  persistentVolumeClaim:
    claimName: {{ $home.existingClaim | default (printf "%s-home" $name) }}
{{- if $packs.enabled }}
- name: packs
  persistentVolumeClaim:
    claimName: {{ $packs.existingClaim | default (printf "%s-packs" $name) }}
{{- end }}
{{- with .root.Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* A process that waits for its database answers live and says that it is not ready; so only one that hangs is started again. */ -}}
{{- define "packyard.probes" -}}
startupProbe:
  httpGet: { path: /health/live, port: {{ .port }}, scheme: {{ .scheme }} }
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /health/live, port: {{ .port }}, scheme: {{ .scheme }} }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /health/ready, port: {{ .port }}, scheme: {{ .scheme }} }
  periodSeconds: 5
  # The answer itself may take four: two for database, queues and disk, two for the stages.
  timeoutSeconds: 5
  failureThreshold: 2
{{- end -}}
