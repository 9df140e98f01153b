{{- define "crane.labels" -}}
app.kubernetes.io/name: crane
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
