/**
 * The core of the MLOps platform against the tables of its specification. The tables here were typed from there, and
 * nothing of them is taken from the code.
 */
import { Platform, Repository } from 'cdk8s-argosy';
import { environment } from '../../envs/mlops/environment';
import { mlops } from '../../envs/mlops/platform';
import { dev } from '../../envs/mlops/settings';
import { type Made, made, manifests } from './made';

const PLATFORM = manifests(made(mlops));
const WAVED = manifests(
  made((app) => {
    const repository = Repository.git('https://git.example.com/mlops', 'main');
    environment(new Platform(app, 'mlops', { repository }), 'dev', { ...dev, delivery: 'applications' });
  }),
);
const ENVIRONMENTS = ['dev', 'prod'] as const;

describe.each(ENVIRONMENTS)('%s', (env) => {
  const own = PLATFORM.filter(({ file }) => file.startsWith(`mlops/${env}/`));
  const all = (kind: string, folder = '') =>
    own.filter((manifest) => manifest.kind === kind && manifest.file.startsWith(`mlops/${env}/${folder}`));
  const one = (kind: string, name: string, namespace?: string): Made => {
    const found = all(kind).filter(
      ({ metadata }) => metadata.name === name && (namespace === undefined || metadata.namespace === namespace),
    );
    expect(found.map(({ file }) => file)).toHaveLength(1);
    return found[0] as Made;
  };

  test('six namespaces, and monitoring, baseline and bootstrap, are declared once and kept', () => {
    const names = ['mlflow', 'airflow', 'fastapi', 'triton', 'feature-store', 'storage'];
    const declared = all('Namespace');
    expect(declared.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining([...names, 'monitoring', 'baseline', 'bootstrap'].map((name) => `${name}-${env}`)),
    );
    for (const { metadata } of declared) {
      expect(metadata.labels).toEqual({ env, app: metadata.name, team: 'ml-platform' });
      expect(metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
    }
  });

  test('the namespaces come first, and nothing that leaves Git takes one away', () => {
    const { metadata, spec } = one('Application', `${env}-namespaces`);
    expect(metadata.annotations?.['argocd.argoproj.io/sync-wave']).toBe('0');
    expect(metadata).not.toHaveProperty('finalizers');
    expect(spec).toMatchObject({ project: env, syncPolicy: { automated: { prune: false, selfHeal: true } } });
  });

  test.each([
    ['airflow', `airflow-db-${env}-secret`, ['connection']],
    ['airflow', `airflow-${env}-api-secret-key`, ['api-secret-key']],
    ['airflow', `airflow-${env}-jwt-secret`, ['jwt-secret']],
    ['airflow', `airflow-fernet-${env}-secret`, ['fernet-key']],
    ['airflow', 'airflow-git-ssh-secret', ['gitSshKey']],
    ['airflow', 'aws-credentials-secret', ['credentials']],
    ['airflow', `fastapi-token-${env}-secret`, ['RELOAD_SECRET_TOKEN']],
    ['airflow', `slack-webhook-${env}-secret`, ['SLACK_WEBHOOK_URL']],
    ['fastapi', 'aws-credentials-secret', ['AWS_ACCESS_KEY_ID', 'AWS_DEFAULT_REGION', 'AWS_SECRET_ACCESS_KEY']],
    ['fastapi', `fastapi-token-${env}-secret`, ['RELOAD_SECRET_TOKEN']],
    ['fastapi', `slack-webhook-${env}-secret`, ['SLACK_WEBHOOK_URL']],
    ['mlflow', 'aws-credentials-secret', ['AWS_ACCESS_KEY_ID', 'AWS_DEFAULT_REGION', 'AWS_SECRET_ACCESS_KEY']],
    ['mlflow', `mlflow-db-${env}-secret`, ['password', 'username']],
    ['feature-store', 'aws-credentials', ['credentials']],
  ])('%s has the sealed secret %s', (app, name, keys) => {
    const { metadata, spec } = one('SealedSecret', name, `${app}-${env}`);
    expect(Object.keys(spec.encryptedData)).toEqual(keys);
    expect(metadata).not.toHaveProperty('annotations');
    expect(spec.template).toEqual({ metadata: { name, namespace: `${app}-${env}` }, type: 'Opaque' });
  });

  test('these are all the secrets of the core', () => {
    expect(all('SealedSecret', 'secrets/')).toHaveLength(14);
  });

  test.each([
    ['fastapi-logs', 'fastapi', `fastapi-logs-pv-${env}`, `fastapi-logs-pvc-${env}`, '', `fastapi/logs/${env}`],
    [
      'triton-model-repo',
      'triton',
      `triton-model-repo-${env}-pv`,
      'triton-model-repo-pvc',
      'nfs-core',
      `triton/model-repo/${env}`,
    ],
    [
      'airflow-triton-model-repo',
      'airflow',
      `airflow-triton-model-repo-${env}-pv`,
      'triton-model-repo-pvc',
      '',
      `triton/model-repo/${env}`,
    ],
  ])('the storage %s of %s outlives everything', (id, app, volume, claim, storageClassName, path) => {
    const kept = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };
    const namespace = `${app}-${env}`;
    const nfs = { server: '192.168.18.141', path: `/mnt/nfs_share/mlops/${path}` };
    const [madeVolume] = all('PersistentVolume', `${id}-storage/`);
    expect(madeVolume).toMatchObject({ metadata: { name: volume, annotations: kept } });
    expect(madeVolume?.spec).toEqual({
      storageClassName,
      accessModes: ['ReadWriteMany'],
      capacity: { storage: '5Gi' },
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { namespace, name: claim },
      nfs,
    });
    const [madeClaim] = all('PersistentVolumeClaim', `${id}-storage/`);
    expect(madeClaim).toMatchObject({ metadata: { name: claim, namespace, annotations: kept } });
    expect(madeClaim?.spec).toMatchObject({
      storageClassName,
      accessModes: ['ReadWriteMany'],
      resources: { requests: { storage: '5Gi' } },
      volumeName: volume,
    });
    const application = one('Application', `${id}-storage-${env}`);
    expect(application.metadata).not.toHaveProperty('finalizers');
    expect(application.spec).toMatchObject({
      project: env,
      destination: { server: 'https://kubernetes.default.svc', namespace },
      syncPolicy: { automated: { prune: false, selfHeal: true }, syncOptions: ['ServerSideApply=true'] },
    });
  });

  test('the claim of the logs selects its volume by label', () => {
    const pv = `fastapi-logs-${env}`;
    expect(one('PersistentVolume', `fastapi-logs-pv-${env}`).metadata.labels).toEqual({ pv });
    expect(one('PersistentVolumeClaim', `fastapi-logs-pvc-${env}`).spec.selector).toEqual({ matchLabels: { pv } });
  });

  test('volumes and claims lie nowhere but in storage, and no Application replaces', () => {
    const stored = own.filter(({ kind }) => kind.startsWith('PersistentVolume')).map(({ file }) => file.split('/')[2]);
    expect(stored.filter((folder) => !folder?.endsWith('-storage'))).toEqual([]);
    expect(own.filter((manifest) => JSON.stringify(manifest).includes('Replace=true'))).toEqual([]);
  });

  test('the core is one set: mlflow, airflow, triton, fastapi, one after the other at every revision', () => {
    const { spec } = one('ApplicationSet', `mlops-core-${env}`);
    const [{ list }] = spec.generators;
    const order = ['mlflow', 'airflow', 'triton', 'fastapi'];
    expect(list.elements.map(({ app }: { app: string }) => app)).toEqual(order);
    expect(list.elements.map(({ namespace }: { namespace: string }) => namespace)).toEqual(
      order.map((app) => `${app}-${env}`),
    );
    expect(spec.strategy).toEqual({
      type: 'RollingSync',
      rollingSync: {
        steps: order.map((app) => ({ matchExpressions: [{ key: 'app', operator: 'In', values: [app] }] })),
      },
    });
    expect(spec.template.metadata.name).toBe(`{{ .app }}-${env}`);
    expect(spec.template.spec).toMatchObject({
      project: env,
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        // Not CreateNamespace: namespaces are declared.
        syncOptions: ['ApplyOutOfSyncOnly=true', 'ServerSideApply=true', 'PruneLast=true'],
      },
    });
  });

  test('airflow is its own chart, at its version', () => {
    expect(chart(one('ApplicationSet', `mlops-core-${env}`))).toMatchObject({
      repoURL: 'https://airflow.apache.org',
      chart: 'airflow',
      targetRevision: '1.18.0',
      helm: { releaseName: `airflow-${env}` },
    });
  });

  test('migrations and the first user are hooks of Argo CD that vanish when they have succeeded', () => {
    const { migrateDatabaseJob, createUserJob } = values(one('ApplicationSet', `mlops-core-${env}`));
    const policy = { 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation,HookSucceeded' };
    expect(migrateDatabaseJob).toMatchObject({
      useHelmHooks: false,
      jobAnnotations: { 'argocd.argoproj.io/hook': 'Sync', ...policy },
    });
    expect(createUserJob).toMatchObject({
      useHelmHooks: false,
      jobAnnotations: { 'argocd.argoproj.io/hook': 'PostSync', ...policy },
    });
  });

  test('airflow reads its DAGs from Git, writes its logs to S3, and has its secrets, models and features', () => {
    const { [env]: dags } = { dev: 'airflow-dags-dev', prod: 'airflow-dags' };
    const set = values(one('ApplicationSet', `mlops-core-${env}`));
    expect(set).toMatchObject({
      executor: 'KubernetesExecutor',
      dags: {
        gitSync: {
          repo: `git@github.com:keonhoban/${dags}.git`,
          depth: 1,
          wait: 10,
          sshKeySecret: 'airflow-git-ssh-secret',
        },
      },
      config: {
        logging: {
          remote_logging: 'True',
          remote_base_log_folder: `s3://mlflow-artifacts-keonho/${env}/airflow-logs`,
        },
      },
      data: { metadataSecretName: `airflow-db-${env}-secret` },
      fernetKeySecretName: `airflow-fernet-${env}-secret`,
      apiSecretKeySecretName: `airflow-${env}-api-secret-key`,
      jwtSecretName: `airflow-${env}-jwt-secret`,
      postgresql: { enabled: false },
    });
    for (const component of [set.scheduler, set.workers, set.dagProcessor]) {
      expect(component.extraVolumeMounts).toEqual([
        { name: 'aws-credentials', mountPath: '/home/airflow/.aws', readOnly: true },
        { name: 'triton-model-repo', mountPath: '/models', readOnly: false },
        { name: 'feature-store-resources', mountPath: '/opt/airflow/feature-store', readOnly: true },
      ]);
    }
  });

  test('every component of airflow has resources', () => {
    const set = values(one('ApplicationSet', `mlops-core-${env}`));
    const components = ['scheduler', 'dagProcessor', 'workers', 'triggerer', 'apiServer', 'migrateDatabaseJob'];
    for (const component of [...components, 'createUserJob']) {
      expect(set[component].resources).toEqual({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { cpu: expect.any(String), memory: expect.any(String) },
      });
    }
  });

  test.each([
    ['mlflow', `mlflow-${env}-server`, 'hoizz/mlflow-custom:v1.3.0', [5000]],
    ['triton', 'triton', 'nvcr.io/nvidia/tritonserver:24.08-py3', [8000, 8001, 8002]],
    [
      'fastapi',
      `fastapi-${env}`,
      { dev: 'hoizz/fastapi-custom:v1.3.7', prod: 'hoizz/fastapi-custom:v1.3.4' }[env],
      [8000],
    ],
  ])('%s is a workload with probes, resources and a security context', (app, name, image, ports) => {
    const { spec } = one('Deployment', name, `${app}-${env}`).spec.template;
    const [container] = spec.containers;
    expect(container.image).toBe(image);
    expect(container.ports.map(({ containerPort }: { containerPort: number }) => containerPort)).toEqual(ports);
    expect(container.readinessProbe.httpGet.port).toBe('http');
    expect(container.livenessProbe.httpGet.port).toBe('http');
    for (const amounts of [container.resources.requests, container.resources.limits]) {
      expect(amounts).toEqual({ cpu: expect.any(String), memory: expect.any(String) });
    }
    expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
  });

  test('fastapi writes its logs as the user that owns them', () => {
    const { spec } = one('Deployment', `fastapi-${env}`).spec.template;
    expect(spec.securityContext).toMatchObject({ runAsUser: 2001, runAsGroup: 2001, fsGroup: 2001 });
    expect(spec.volumes).toEqual([{ name: 'logs', persistentVolumeClaim: { claimName: `fastapi-logs-pvc-${env}` } }]);
    expect(spec.containers[0].volumeMounts).toEqual([{ name: 'logs', mountPath: '/app/logs' }]);
  });

  test('mlflow keeps its metadata in the database of its environment', () => {
    const [container] = one('Deployment', `mlflow-${env}-server`).spec.template.spec.containers;
    const host = { dev: '192.168.18.142', prod: '192.168.18.143' }[env];
    expect(container.env).toEqual(
      expect.arrayContaining([
        { name: 'DB_HOST', value: host },
        { name: 'DB_NAME', value: `mlflow_${env}` },
      ]),
    );
  });

  const domain = { dev: 'local', prod: 'prod' }[env];

  test.each(['airflow', 'fastapi', 'mlflow'])('%s has a certificate of the internal issuer for its host', (app) => {
    expect(one('Certificate', `${app}-${env}-tls`, `${app}-${env}`).spec).toEqual({
      secretName: `${app}-${env}-tls`,
      dnsNames: [`${app}.${domain}`],
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'selfsigned-issuer' },
    });
  });

  const serving = { dev: '192.168.18.0/24', prod: '0.0.0.0/0' }[env];

  test.each([
    ['airflow', `airflow-${env}-ingress`, '/', `airflow-${env}-api-server`, undefined],
    ['mlflow', `mlflow-${env}`, '/', `mlflow-${env}-service`, undefined],
    ['fastapi', `fastapi-${env}-serving`, '/', `fastapi-${env}-service`, serving],
    ['fastapi', `fastapi-${env}-reload`, '/variant/[^/]+/reload', `fastapi-${env}-service`, '192.168.18.0/24'],
  ])('%s is reached through the Ingress %s at %s', (app, name, path, service, callers) => {
    const { metadata, spec } = one('Ingress', name, `${app}-${env}`);
    const host = `${app}.${domain}`;
    expect(spec.ingressClassName).toBe('nginx');
    expect(spec.tls).toEqual([{ hosts: [host], secretName: `${app}-${env}-tls` }]);
    expect(spec.rules).toMatchObject([{ host, http: { paths: [{ path, backend: { service: { name: service } } }] } }]);
    expect(metadata.annotations?.['nginx.ingress.kubernetes.io/ssl-redirect']).toBe('true');
    expect(metadata.annotations?.['nginx.ingress.kubernetes.io/whitelist-source-range']).toBe(callers);
  });

  test.each<[string, [callers: string[], ports: number[]][]]>([
    [
      'triton',
      [
        [['fastapi'], [8000, 8001]],
        [['airflow'], [8000]],
        [['monitoring'], [8002]],
      ],
    ],
    ['mlflow', [[['ingress', 'airflow', 'fastapi'], [5000]]]],
    ['fastapi', [[['ingress', 'airflow', 'monitoring'], [8000]]]],
    // Its own namespace is ours: tasks of Airflow 3 speak to its API server.
    ['airflow', [[['ingress', 'monitoring', 'airflow'], [8080]]]],
  ])('%s is open to those who call it, and to nobody else', (app, openings) => {
    const { spec } = one('NetworkPolicy', `${app}-${env}-ingress`, `${app}-${env}`);
    const namespace = (name: string) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
    });
    const peers = (caller: string) =>
      caller === 'ingress'
        ? [
            namespace('ingress-nginx'),
            { ipBlock: { cidr: '192.168.194.64/32' } },
            { ipBlock: { cidr: '192.168.126.0/32' } },
          ]
        : [namespace(`${caller}-${env}`)];
    expect(spec.policyTypes).toEqual(['Ingress']);
    expect(spec.ingress).toEqual(
      openings.map(([callers, ports]) => ({
        from: callers.flatMap(peers),
        ports: ports.map((port) => ({ protocol: 'TCP', port })),
      })),
    );
  });

  test.each([
    ['triton', '6', '8', '12Gi', '16Gi', '4', '3'],
    ['fastapi', '2', '4', '4Gi', '8Gi', '8', '3'],
    ['mlflow', '2', '3', ...({ dev: ['8Gi', '12Gi'], prod: ['4Gi', '6Gi'] } as const)[env], '4', '2'],
  ])(
    '%s has a quota, and a share for containers that ask for nothing',
    (app, cpu, cpuLimit, memory, limit, pods, claims) => {
      expect(one('ResourceQuota', `${app}-${env}-quota`, `${app}-${env}`).spec.hard).toEqual({
        'requests.cpu': cpu,
        'limits.cpu': cpuLimit,
        'requests.memory': memory,
        'limits.memory': limit,
        pods,
        persistentvolumeclaims: claims,
      });
      expect(one('LimitRange', `${app}-${env}-limits`, `${app}-${env}`).spec.limits).toMatchObject([
        { type: 'Container' },
      ]);
    },
  );

  test('the contract of the feature store lies where airflow mounts it, labelled for its proof', () => {
    const { metadata, data } = one('ConfigMap', 'feature-store-resources', `airflow-${env}`);
    expect(metadata.labels).toEqual({
      'app.kubernetes.io/part-of': 'mlops-platform',
      'app.kubernetes.io/component': 'feature-store-resources',
      'mlops.keonho.io/env': env,
      'mlops.keonho.io/owner-app': `${env}-namespaces`,
    });
    expect(Object.keys(data).sort()).toEqual(['metadata.json.j2', 'user_features.schema.json']);
    expect(JSON.parse(data['user_features.schema.json'])).toMatchObject({
      feature_set: 'user_features',
      version: 'v1',
      primary_keys: ['user_id'],
      columns: [
        { name: 'user_id', type: 'int64' },
        { name: 'f_total_events_7d', type: 'int64' },
        { name: 'f_avg_session_sec_7d', type: 'float64' },
        { name: 'f_last_event_age_sec', type: 'int64' },
      ],
    });
    expect(Object.keys(JSON.parse(data['metadata.json.j2']))).toEqual([
      'feature_set',
      'version',
      'generated_at',
      'source',
      'pipeline',
      'schema_hash',
      'feature_uri',
      'description',
    ]);
  });

  test('tasks of airflow may start Pods in the namespace of the feature store', () => {
    const binding = one('RoleBinding', 'airflow-pod-launcher-binding', `feature-store-${env}`);
    expect(binding.roleRef).toMatchObject({ kind: 'Role', name: 'airflow-pod-launcher' });
    expect(binding.subjects).toEqual([
      { kind: 'ServiceAccount', name: `airflow-${env}-worker`, namespace: `airflow-${env}` },
    ]);
    expect(one('Role', 'airflow-pod-launcher', `feature-store-${env}`).rules[0].resources).toEqual(['pods']);
  });

  const project = () => one('AppProject', env);

  test('the project permits five repositories and that of airflow, its own namespaces, and says why it is wide', () => {
    const { spec, metadata } = project();
    expect(spec.sourceRepos).toEqual([
      'https://github.com/keonhoban/mlops-infra-gitops',
      'https://charts.bitnami.com/bitnami',
      'https://prometheus-community.github.io/helm-charts',
      'https://grafana.github.io/helm-charts',
      'oci://registry-1.docker.io/bitnamicharts',
      'https://airflow.apache.org',
    ]);
    expect(spec.destinations).toEqual([{ server: 'https://kubernetes.default.svc', namespace: `*-${env}` }]);
    expect(spec.clusterResourceWhitelist).toEqual([{ group: '*', kind: '*' }]);
    const reasons = metadata.annotations?.['argosy.io/reasons'] ?? '';
    for (const wide of [...spec.sourceRepos.slice(1), '*/*']) expect(reasons).toContain(`${wide}: `);
  });

  test('what its Applications really use stands beside what it permits', () => {
    const used = project().metadata.annotations?.['argosy.io/least-privilege'] ?? '';
    for (const app of ['mlflow', 'airflow', 'triton', 'fastapi']) {
      expect(used).toContain(`destinations: https://kubernetes.default.svc ${app}-${env}\n`);
    }
    expect(used).toContain('sourceRepos: https://airflow.apache.org\n');
    expect(used).toContain('clusterResourceWhitelist: PersistentVolume\n');
  });

  test('orphans are warned of, but for certificates, admission, secrets and claims, each with its reason', () => {
    const { spec, metadata } = project();
    const secrets = [
      `airflow-db-${env}-secret`,
      `airflow-${env}-api-secret-key`,
      `airflow-${env}-jwt-secret`,
      `airflow-fernet-${env}-secret`,
      'airflow-git-ssh-secret',
      'aws-credentials-secret',
      `fastapi-token-${env}-secret`,
      `slack-webhook-${env}-secret`,
      `mlflow-db-${env}-secret`,
      'aws-credentials',
    ];
    const { warn, ignore } = spec.orphanedResources;
    expect(warn).toBe(true);
    const listed = [
      ...['airflow', 'fastapi', 'mlflow'].map((app) => ({ kind: 'Secret', name: `${app}-${env}-tls` })),
      {
        kind: 'Secret',
        name: { dev: 'monitoring-dev-kube-promet-admission', prod: 'monitoring-prod-kube-prome-admission' }[env],
      },
      ...secrets.map((name) => ({ kind: 'Secret', name })),
      ...secrets.map((name) => ({ group: 'bitnami.com', kind: 'SealedSecret', name })),
      ...['triton-model-repo-pvc', `fastapi-logs-pvc-${env}`].map((name) => ({ kind: 'PersistentVolumeClaim', name })),
      { kind: 'ConfigMap', name: 'feature-store-resources' },
    ];
    expect(ignore).toEqual(expect.arrayContaining(listed));
    const reasons = metadata.annotations?.['argosy.io/reasons'] ?? '';
    expect(reasons).toContain('ConfigMap feature-store-resources: kept as it was stated; it is no orphan');
    for (const { kind, name } of ignore) expect(reasons).toMatch(new RegExp(`^orphans .*${kind} ${name}[,:]`, 'm'));
  });
});

test('43 sealed secrets are declared in all', () => {
  expect(PLATFORM.filter(({ kind }) => kind === 'SealedSecret')).toHaveLength(43);
});

test('delivered as Applications, the core has the waves 10, 20, 30 and 40', () => {
  const waves = WAVED.filter(({ kind, metadata }) => kind === 'Application' && metadata.labels?.env === 'dev').map(
    ({ metadata }) => [metadata.name, metadata.annotations?.['argocd.argoproj.io/sync-wave']],
  );
  expect(Object.fromEntries(waves)).toMatchObject({
    'mlflow-dev': '10',
    'airflow-dev': '20',
    'triton-dev': '30',
    'fastapi-dev': '40',
  });
  expect(
    WAVED.filter(({ kind, metadata }) => kind === 'ApplicationSet' && metadata.labels?.app === 'mlops-core'),
  ).toEqual([]);
});

/** What the set says of airflow's chart. */
function chart(set: Made) {
  const [{ list }] = set.spec.generators;
  const airflow = list.elements.find(({ app }: { app: string }) => app === 'airflow');
  return airflow.sources.find((source: { chart?: string }) => source.chart);
}

function values(set: Made) {
  return chart(set).helm.valuesObject;
}
