{{- /*
KEDA and not a HorizontalPodAutoscaler with an external metric: that would need an adapter of Prometheus, whose rules belong to
the whole cluster and can't come with a chart. A pod for each `concurrency` tasks that run or wait; all gateways say the same.
*/ -}}
{{- define "packyard.queueScaling" -}}
{{- $scaling := .pod.root.Values.queueScaling -}}
{{- $matcher := $scaling.matcher | default (printf "namespace=%q" .pod.root.Release.Namespace) -}}
{{- $labels := printf "{stage=%q, %s}" .kind.stage $matcher }}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ include "packyard.name" .pod.root }}-{{ .kind.app }}
  labels: {{- include "packyard.labels" .pod | nindent 4 }}
spec:
  scaleTargetRef:
    name: {{ include "packyard.name" .pod.root }}-{{ .kind.app }}
  pollingInterval: {{ int64 $scaling.pollingSeconds }}
  # Never none: a stage without a worker counts as degraded, and what is asked for would wait for a pod to start.
  minReplicaCount: {{ int64 .worker.replicas }}
  maxReplicaCount: {{ int64 .worker.maxReplicas }}
  # When Prometheus does not answer.
  fallback:
    failureThreshold: 4
    replicas: {{ int64 .worker.replicas }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        scaleDown:
          stabilizationWindowSeconds: {{ int64 $scaling.scaleDownSeconds }}
          policies:
            - { type: Pods, value: 1, periodSeconds: 60 }
  triggers:
    - type: prometheus
      metadata:
        serverAddress: {{ $scaling.prometheusUrl | quote }}
        query: {{ printf "max(packyard_stage_waiting_tasks%s + packyard_stage_running_tasks%s)" $labels $labels | squote }}
        threshold: {{ int64 .worker.concurrency | quote }}
      {{- with $scaling.triggerAuthentication }}
      authenticationRef:
        name: {{ . }}
      {{- end }}
{{- end -}}
