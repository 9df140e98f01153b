interface SetExample {
  /** Lines before `generators`, two spaces in. */
  readonly before?: string;
  /** The generators; the first of two elements by default. */
  readonly generators?: string;
  /** Lines between the generators and the template. */
  readonly between?: string;
  readonly wave?: number;
  /** Lines of the template's metadata, six spaces in. */
  readonly metadata?: string;
  /** Lines at the end of the template's spec, six spaces in. */
  readonly after?: string;
  readonly name?: string;
}

const ELEMENTS = `    - list:
        elements:
          - app: cart
          - app: till
`;

/** A set of two Applications, with whatever an example is about. */
export function set({
  before = '',
  generators = ELEMENTS,
  between = '',
  wave,
  metadata = '',
  after = '',
  name,
}: SetExample = {}): string {
  const annotations = wave === undefined ? '' : `  annotations:\n    argocd.argoproj.io/sync-wave: "${wave}"\n`;
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: shop
  namespace: argocd
${annotations}spec:
  goTemplate: true
${before || '  goTemplateOptions: [missingkey=error]\n'}  generators:
${generators}${between}  template:
    metadata:
      name: ${name ?? "'{{ .app }}'"}
${metadata}    spec:
      project: default
      source:
        repoURL: https://git.example/team/shop.git
        targetRevision: main
        path: shop
      destination:
        server: https://kubernetes.default.svc
        namespace: shop
${after}`;
}

export const PRUNED = `      syncPolicy:
        automated:
          prune: true
`;

/** The labels that steps choose by. */
export const LABELLED = `      labels:
        app: '{{ .app }}'
`;

/** One step for each of the applications. */
export function rolling(...steps: readonly string[]): string {
  const lines = steps.map(
    (app) => `        - matchExpressions:
            - key: app
              operator: In
              values: [${app}]
`,
  );
  return `  strategy:
    type: RollingSync
    rollingSync:
      steps:
${lines.join('')}`;
}

export function controller(progressiveSyncs: boolean): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cmd-params-cm
  namespace: argocd
data:
  applicationsetcontroller.enable.progressive.syncs: "${progressiveSyncs}"
`;
}
