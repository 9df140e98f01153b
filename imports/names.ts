import type { Renames } from './generator/naming';

/** Names that read better than the path, by API group; most are upstream's own. What is below a place follows its name. */
export const names: { readonly [group: string]: Renames } = {
  'argoproj.io': {
    'Application.spec.ignoreDifferences[]': 'ResourceIgnoreDifferences',
    // Argo CD says Info and EnvEntry, which are the same.
    'Application.spec.info[]': 'NameAndValue',
    'Application.spec.source.directory.jsonnet.extVars[]': 'JsonnetVar',
    'Application.spec.source.helm.fileParameters[]': 'HelmFileParameter',
    'Application.spec.source.helm.parameters[]': 'HelmParameter',
    'Application.spec.source.kustomize.patches[]': 'KustomizePatch',
    'Application.spec.source.kustomize.replicas[]': 'KustomizeReplica',
    'Application.spec.syncPolicy': 'SyncPolicy',
    'Application.spec.syncPolicy.managedNamespaceMetadata': 'ManagedNamespaceMetadata',

    'ApplicationSet.spec.generators[].clusterDecisionResource': 'ClusterDecisionResourceGenerator',
    'ApplicationSet.spec.generators[].clusters': 'ClusterGenerator',
    'ApplicationSet.spec.generators[].git': 'GitGenerator',
    'ApplicationSet.spec.generators[].list': 'ListGenerator',
    'ApplicationSet.spec.generators[].matrix': 'MatrixGenerator',
    'ApplicationSet.spec.generators[].matrix.generators[]': 'ApplicationSetNestedGenerator',
    'ApplicationSet.spec.generators[].merge': 'MergeGenerator',
    'ApplicationSet.spec.generators[].plugin': 'PluginGenerator',
    'ApplicationSet.spec.generators[].pullRequest': 'PullRequestGenerator',
    'ApplicationSet.spec.generators[].pullRequest.azuredevops.tokenRef': 'SecretRef',
    'ApplicationSet.spec.generators[].pullRequest.bitbucket.basicAuth': 'BitbucketBasicAuth',
    'ApplicationSet.spec.generators[].pullRequest.bitbucket.bearerToken': 'BitbucketBearerToken',
    'ApplicationSet.spec.generators[].pullRequest.bitbucketServer.caRef': 'ConfigMapKeyRef',
    'ApplicationSet.spec.generators[].scmProvider': 'ScmProviderGenerator',
    'ApplicationSet.spec.generators[].selector': 'LabelSelector',
    'ApplicationSet.spec.generators[].selector.matchExpressions[]': 'LabelSelectorRequirement',
    'ApplicationSet.spec.strategy.rollingSync.steps[]': 'ApplicationSetRolloutStep',
    'ApplicationSet.spec.strategy.rollingSync.steps[].matchExpressions[]': 'ApplicationMatchExpression',

    'AppProject.spec.clusterResourceBlacklist[]': 'GroupKind',
  },
  'cert-manager.io': {
    'Certificate.spec.keystores.jks.passwordSecretRef': 'SecretKeySelector',
    'Certificate.spec.nameConstraints.excluded': 'NameConstraintItem',
    // Also the metadata of an ACME solver's pod and ingress.
    'Certificate.spec.secretTemplate': 'AnnotationsAndLabels',

    'Issuer.spec.acme.solvers[]': 'AcmeSolver',
    'Issuer.spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate': 'SolverPodTemplate',
    'Issuer.spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.spec': 'SolverPodSpec',
    'Issuer.spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.spec.affinity': 'Affinity',
    'Issuer.spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.spec.affinity.nodeAffinity': 'NodeAffinity',
    'Issuer.spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[]':
      'PreferredSchedulingTerm',
    'Issuer.spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[].preference':
      'NodeSelectorTerm',
    'Issuer.spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[].preference.matchExpressions[]':
      'SelectorRequirement',
    'Issuer.spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution':
      'NodeSelector',
    'Issuer.spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.spec.affinity.podAffinity': 'PodAffinity',
    'Issuer.spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[]':
      'WeightedPodAffinityTerm',
    'Issuer.spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[]':
      'PodAffinityTerm',
    'Issuer.spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[].labelSelector':
      'LabelSelector',
    'Issuer.spec.vault.auth.kubernetes.serviceAccountRef': 'ServiceAccountRef',
  },
  'metallb.io': {
    'IPAddressPool.spec.serviceAllocation.namespaceSelectors[]': 'LabelSelector',
    'IPAddressPool.spec.serviceAllocation.namespaceSelectors[].matchExpressions[]': 'LabelSelectorRequirement',
  },
  'monitoring.coreos.com': {
    'PrometheusRule.spec.groups[]': 'RuleGroup',
    'PrometheusRule.spec.groups[].rules[]': 'Rule',
    'ServiceMonitor.spec.attachMetadata': 'AttachMetadata',
    'ServiceMonitor.spec.endpoints[]': 'Endpoint',
    'ServiceMonitor.spec.endpoints[].authorization': 'SafeAuthorization',
    'ServiceMonitor.spec.endpoints[].basicAuth': 'BasicAuth',
    'ServiceMonitor.spec.endpoints[].bearerTokenSecret': 'SecretKeySelector',
    'ServiceMonitor.spec.endpoints[].metricRelabelings[]': 'RelabelConfig',
    'ServiceMonitor.spec.endpoints[].oauth2': 'OAuth2',
    'ServiceMonitor.spec.endpoints[].oauth2.clientId': 'SecretOrConfigMap',
    'ServiceMonitor.spec.endpoints[].oauth2.tlsConfig': 'SafeTlsConfig',
    'ServiceMonitor.spec.namespaceSelector': 'NamespaceSelector',
    'ServiceMonitor.spec.selector': 'LabelSelector',
    'ServiceMonitor.spec.selector.matchExpressions[]': 'LabelSelectorRequirement',
    'PodMonitor.spec.podMetricsEndpoints[]': 'PodMetricsEndpoint',
  },
};
