import type { ApplicationSetSpec, ApplicationSpec, AppProjectSpec } from '../../imports/argoproj.io';
import type { SealedSecretSpec } from '../../imports/bitnami.com';
import type { CertificateSpec, ClusterIssuerSpec } from '../../imports/cert-manager.io';

// The compiler judges these: `npm run types` fails where a literal that Argo CD takes does not compile, and where a
// line marked as an error does.

const destination = { server: 'https://kubernetes.default.svc', namespace: 'api-dev' };
const repoURL = 'https://git.example.com/infra.git';

const applications: Record<string, ApplicationSpec> = {
  path: { project: 'dev', destination, source: { repoURL, path: 'dist/dev/api', targetRevision: 'main' } },
  directory: {
    project: 'dev',
    destination: { name: 'edge', namespace: 'api' },
    source: { repoURL, path: 'jsonnet', directory: { recurse: true, jsonnet: { tlas: [{ name: 'a', value: 'b' }] } } },
  },
  helm: {
    project: 'dev',
    destination,
    source: {
      repoURL: 'https://charts.example.com',
      chart: 'api',
      targetRevision: '1.2.3',
      helm: { releaseName: 'api', valuesObject: { replicas: 2, nested: { list: [1, 'two', null] } } },
    },
  },
  kustomize: {
    project: 'dev',
    destination,
    source: {
      repoURL,
      path: 'overlays/dev',
      kustomize: { images: ['api=api:1'], replicas: [{ name: 'api', count: 2 }], patches: [{ path: 'patch.yaml' }] },
    },
  },
  multi: {
    project: 'dev',
    destination,
    sources: [
      { repoURL: 'https://charts.example.com', chart: 'api', helm: { valueFiles: ['$values/api.yaml'] } },
      { repoURL, ref: 'values' },
    ],
  },
  synced: {
    project: 'dev',
    destination,
    source: { repoURL },
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      syncOptions: ['CreateNamespace=true'],
      retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
    },
    ignoreDifferences: [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }],
    revisionHistoryLimit: 3,
  },
  // What a construct passes on when it was not given it itself.
  undefinedParts: { project: 'dev', destination, source: { repoURL, path: undefined }, syncPolicy: undefined },
};

const wrongApplications: Record<string, ApplicationSpec> = {
  // @ts-expect-error an Application has a destination
  incomplete: { project: 'dev' },
  // @ts-expect-error it is targetRevision
  misspelt: { project: 'dev', destination, source: { repoURL, revision: 'main' } },
  // @ts-expect-error a number is not a retry limit in quotes
  mistyped: { project: 'dev', destination, source: { repoURL }, syncPolicy: { retry: { limit: '5' } } },
};

test('an ApplicationSet template is an Application, whatever generates it', () => {
  const set: ApplicationSetSpec = {
    goTemplate: true,
    goTemplateOptions: ['missingkey=error'],
    generators: [
      { list: { elements: [{ name: 'edge-1', replicas: 2 }] } },
      {
        matrix: { generators: [{ git: { repoURL, revision: 'main', files: [{ path: '*.json' }] } }, { clusters: {} }] },
      },
    ],
    strategy: { type: 'RollingSync', rollingSync: { steps: [{ maxUpdate: '10%' }, { maxUpdate: 1 }] } },
    syncPolicy: { applicationsSync: 'create-update' },
    template: {
      metadata: { name: 'api-{{ .name }}', labels: { app: 'api' } },
      spec: { project: 'dev', destination, source: { repoURL, path: 'dist/{{ .name }}' } },
    },
  };
  const spec: ApplicationSpec = set.template.spec;
  expect(spec.source?.path).toBe('dist/{{ .name }}');
});

test('a policy of an ApplicationSet is one that Argo CD knows', () => {
  const policy: ApplicationSetSpec['syncPolicy'] = {
    // @ts-expect-error not one of create-only, create-update, create-delete, sync
    applicationsSync: 'update-only',
  };
  expect(policy).toEqual({ applicationsSync: 'update-only' });
});

test('a project lists what it permits', () => {
  const project: AppProjectSpec = {
    sourceRepos: [repoURL],
    destinations: [{ server: '*', namespace: '*-dev' }],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    orphanedResources: { warn: true, ignore: [{ kind: 'ConfigMap', name: 'kube-root-ca.crt' }] },
    roles: [{ name: 'ci', policies: ['p, proj:dev:ci, applications, sync, dev/*, allow'] }],
    syncWindows: [{ kind: 'deny', schedule: '0 0 * * *', duration: '1h', applications: ['*'] }],
  };
  expect(project.destinations).toHaveLength(1);
});

test('a sealed secret has ciphertext by key and a template of its Secret', () => {
  const secret: SealedSecretSpec = {
    encryptedData: { password: 'AgB…' },
    template: {
      type: 'Opaque',
      immutable: true,
      metadata: { labels: { app: 'api' } },
      data: { url: '{{ .password }}' },
    },
  };
  expect(Object.keys(secret.encryptedData)).toEqual(['password']);
});

test('a certificate names its secret and its issuer', () => {
  const certificate: CertificateSpec = {
    secretName: 'api-tls',
    issuerRef: { kind: 'ClusterIssuer', name: 'ca' },
    dnsNames: ['api.example.com'],
    privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always' },
    usages: ['server auth'],
  };
  const issuer: ClusterIssuerSpec = { ca: { secretName: 'ca' } };
  expect([certificate.secretName, issuer.ca?.secretName]).toEqual(['api-tls', 'ca']);
});

test('bindings are data at run time', () => {
  expect(Object.keys(applications)).toHaveLength(7);
  expect(Object.keys(wrongApplications)).toHaveLength(3);
});
