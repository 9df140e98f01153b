interface Delivered {
  readonly project?: string;
  readonly path?: string;
  readonly namespace?: string;
  readonly wave?: number;
  /** A finalizer that takes the content along. */
  readonly cascade?: boolean;
  readonly prune?: boolean;
  readonly options?: readonly string[];
}

/** An Application of the examples: it delivers the folder and the namespace of its name, unless told otherwise. */
export function application(name: string, options: Delivered = {}): string {
  const { project = 'default', path = name, namespace = name, wave, cascade, prune, options: syncOptions } = options;
  const metadata = [
    `name: ${name}`,
    'namespace: argocd',
    ...(wave === undefined ? [] : [`annotations: { argocd.argoproj.io/sync-wave: "${wave}" }`]),
    ...(cascade ? ['finalizers: [resources-finalizer.argocd.argoproj.io]'] : []),
  ];
  return lines(
    'apiVersion: argoproj.io/v1alpha1',
    'kind: Application',
    `metadata: { ${metadata.join(', ')} }`,
    'spec:',
    `  project: ${project}`,
    `  source: { repoURL: https://git.example/platform, targetRevision: main, path: ${path} }`,
    `  destination: { server: https://kubernetes.default.svc, namespace: ${namespace} }`,
    ...(prune === undefined && syncOptions === undefined ? [] : ['  syncPolicy:']),
    ...(prune === undefined ? [] : [`    automated: { prune: ${prune} }`]),
    ...(syncOptions === undefined ? [] : [`    syncOptions: [${syncOptions.join(', ')}]`]),
  );
}

/** An AppProject of the examples, with what follows `spec:`. */
export function project(name: string, ...spec: readonly string[]): string {
  return lines(
    'apiVersion: argoproj.io/v1alpha1',
    'kind: AppProject',
    `metadata: { name: ${name}, namespace: argocd }`,
    'spec:',
    ...spec.map((line) => `  ${line}`),
  );
}

/** Any other object, with what follows its metadata. */
export function manifest(apiVersion: string, kind: string, metadata: string, ...rest: readonly string[]): string {
  return lines(`apiVersion: ${apiVersion}`, `kind: ${kind}`, `metadata: { ${metadata} }`, ...rest);
}

export function configMap(name: string, namespace?: string): string {
  const metadata = namespace === undefined ? `name: ${name}` : `name: ${name}, namespace: ${namespace}`;
  return manifest('v1', 'ConfigMap', metadata, 'data: { greeting: hello }');
}

/** A Deployment with one container `app` that has a port `http`, and with what else its Pods say. */
export function deployment(name: string, container: readonly string[] = [], pod: readonly string[] = []): string {
  return manifest(
    'apps/v1',
    'Deployment',
    `name: ${name}`,
    'spec:',
    `  selector: { matchLabels: { app: ${name} } }`,
    '  template:',
    `    metadata: { labels: { app: ${name} } }`,
    '    spec:',
    ...pod.map((line) => `      ${line}`),
    '      containers:',
    '        - name: app',
    `          image: registry.example/${name}:1.4.2`,
    '          ports: [{ name: http, containerPort: 8080 }]',
    ...container.map((line) => `          ${line}`),
  );
}

/** Several documents of one file. */
export function documents(...texts: readonly string[]): string {
  return texts.join('---\n');
}

function lines(...texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
