import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'cdk8s-argosy';
import { Platform, Repository } from 'cdk8s-argosy';
import { environment } from '../../envs/mlops/environment';
import { mlops } from '../../envs/mlops/platform';
import { dev } from '../../envs/mlops/settings';
import { findSwitch } from '../../src/toggle/switch';
import { applicationsOf, one, wave } from './delivered';
import { type Made, made, manifests as read } from './made';

const SETTINGS = join(__dirname, '../../envs/mlops/settings.ts');
const manifests = read(made(mlops));

describe.each(['dev', 'prod'] as const)('the optional layer of %s', (env) => {
  const applications = applicationsOf(manifests, env).filter(({ metadata }) => metadata.labels?.layer === 'optional');
  const application = (name: string) => one(applications, 'Application', name);

  test('is these Applications, of the project of the environment', () => {
    const table = applications.map(({ metadata, spec }) => [
      metadata.name,
      spec.source.chart ?? 'content',
      spec.source.chart ? spec.source.targetRevision : 'main',
      spec.destination.namespace,
      spec.project,
    ]);
    expect(table).toHaveLength(7);
    expect(new Set(table.map(String))).toEqual(
      new Set(
        [
          [`alloy-${env}`, 'alloy', '1.5.3', `baseline-${env}`, env],
          [`feast-${env}`, 'content', 'main', `feature-store-${env}`, env],
          [`loki-${env}`, 'loki', '6.52.0', `baseline-${env}`, env],
          [`minio-${env}`, 'minio', '17.0.21', `baseline-${env}`, env],
          [`monitoring-${env}`, 'kube-prometheus-stack', '65.5.0', `monitoring-${env}`, env],
          [`monitoring-extra-${env}`, 'content', 'main', `monitoring-${env}`, env],
          [`optional-secrets-${env}`, 'content', 'main', `bootstrap-${env}`, env],
        ].map(String),
      ),
    );
  });

  test('syncs by itself, prunes last, heals, and makes no namespace', () => {
    for (const { metadata, spec } of applications) {
      expect([metadata.name, spec.syncPolicy.automated]).toEqual([metadata.name, { prune: true, selfHeal: true }]);
      expect([metadata.name, spec.syncPolicy.syncOptions]).toEqual([
        metadata.name,
        ['ApplyOutOfSyncOnly=true', 'ServerSideApply=true', 'PruneLast=true'],
      ]);
    }
  });

  test('holds nothing of the core up: its waves are the last', () => {
    const ordered = manifests.filter(
      ({ file, kind }) => file.startsWith(`mlops/${env}/apps/`) && /^Application/.test(kind),
    );
    const wavesOf = (optional: boolean) =>
      ordered.filter(({ metadata }) => (metadata.labels?.layer === 'optional') === optional).map(wave);
    expect(Math.min(...wavesOf(true))).toBe(50);
    expect(Math.max(...wavesOf(false))).toBeLessThan(50);
  });

  test('comes up with secrets and claims first, its CRDs being those of the platform', () => {
    const ordered = ['optional-secrets', 'minio', 'monitoring', 'monitoring-extra'].map((name) =>
      wave(application(`${name}-${env}`)),
    );
    const logging = wave(one(manifests, 'ApplicationSet', `mlops-baseline-${env}`));
    const [secrets = 0, minio = 0, monitoring = 0, extra = 0] = ordered;
    expect([secrets < minio, minio < logging, secrets < monitoring, monitoring < extra]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(application(`monitoring-${env}`).spec.source.helm.valuesObject.crds).toEqual({ enabled: false });
  });

  test('has the sealed secrets of the record in its namespaces', () => {
    const sealed = manifests
      .filter(({ kind, file }) => kind === 'SealedSecret' && file.startsWith(`mlops/${env}/optional-secrets/`))
      .map(({ metadata, spec }) => [
        metadata.namespace,
        metadata.name,
        Object.keys(spec.encryptedData).join(', '),
        spec.template.type,
      ]);
    expect(sealed.sort()).toEqual([
      [`baseline-${env}`, `loki-s3-${env}`, 'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY', 'Opaque'],
      [`baseline-${env}`, `minio-${env}`, 'root-password, root-user', 'Opaque'],
      [`monitoring-${env}`, `alertmanager-config-${env}`, 'alertmanager.yaml', 'Opaque'],
      [`monitoring-${env}`, 'alertmanager-tls', 'tls.crt, tls.key', 'kubernetes.io/tls'],
      [`monitoring-${env}`, `grafana-admin-secret-${env}`, 'admin-password, admin-user', 'Opaque'],
      [`monitoring-${env}`, 'grafana-tls', 'tls.crt, tls.key', 'kubernetes.io/tls'],
      [`monitoring-${env}`, 'prometheus-tls', 'tls.crt, tls.key', 'kubernetes.io/tls'],
    ]);
  });

  test('keeps what it stores in claims that no switch reaches', () => {
    const claims = manifests
      .filter(({ kind, file }) => kind === 'PersistentVolumeClaim' && file.startsWith(`mlops/${env}/`))
      .filter(({ metadata }) => /^(?:monitoring|baseline)-/.test(metadata.namespace ?? ''))
      .map(({ metadata, spec }) => {
        const volume = one(manifests, 'PersistentVolume', spec.volumeName);
        return [
          `${metadata.namespace}/${metadata.name}`,
          spec.volumeName,
          spec.resources.requests.storage,
          spec.storageClassName,
          volume.spec.nfs.path,
          metadata.annotations?.['argocd.argoproj.io/sync-options'],
          volume.spec.storageClassName === spec.storageClassName,
        ];
      });
    const keep = 'Prune=false,Delete=false';
    const nfs = '/mnt/nfs_share/mlops';
    expect(claims.sort()).toEqual([
      [
        `baseline-${env}/loki-${env}-pvc`,
        `loki-${env}-pv`,
        '100Gi',
        'nfs-observability',
        `${nfs}/observability/loki/${env}`,
        keep,
        true,
      ],
      [`baseline-${env}/minio-${env}-pvc`, `minio-${env}-pv`, '10Gi', 'nfs-core', `${nfs}/minio/${env}`, keep, true],
      [
        `monitoring-${env}/pvc-monitoring-${env}`,
        `pv-monitoring-${env}`,
        '50Gi',
        'nfs-monitoring',
        `${nfs}/monitoring/${env}/data`,
        keep,
        true,
      ],
    ]);
    const storage = ['loki-storage', 'minio-storage', 'monitoring-storage'].map((name) => {
      const { metadata, spec } = one(manifests, 'Application', `${name}-${env}`);
      return [metadata.labels?.layer, metadata.finalizers, spec.syncPolicy.automated.prune];
    });
    expect(storage).toEqual(Array(3).fill([undefined, undefined, false]));
  });

  test('runs the monitoring of the record', () => {
    const { helm } = application(`monitoring-${env}`).spec.source;
    const { prometheus, alertmanager, grafana } = helm.valuesObject;
    expect(helm.releaseName).toBe(`monitoring-${env}`);
    expect(prometheus.prometheusSpec).toMatchObject({
      retention: '15d',
      retentionSize: '30GiB',
      ruleSelector: { matchLabels: { release: `monitoring-${env}` } },
      serviceMonitorSelector: { matchLabels: { release: `monitoring-${env}` } },
      podMonitorSelector: { matchLabels: { release: `monitoring-${env}` } },
      storageSpec: { volumeClaimTemplate: { spec: claim('local-path', '50Gi') } },
    });
    expect(alertmanager.alertmanagerSpec).toMatchObject({
      configSecret: `alertmanager-config-${env}`,
      storage: { volumeClaimTemplate: { spec: claim('nfs-monitoring', '50Gi') } },
    });
    expect(grafana.persistence).toEqual({ enabled: true, type: 'pvc', existingClaim: `pvc-monitoring-${env}` });
    expect(grafana.admin.existingSecret).toBe(`grafana-admin-secret-${env}`);
    const hosts = [grafana, prometheus, alertmanager].map(({ ingress }) => [ingress.hosts, ingress.tls[0].secretName]);
    expect(hosts).toEqual([
      [[`grafana-${env}.local`], 'grafana-tls'],
      [[`prometheus-${env}.local`], 'prometheus-tls'],
      [[`alert-${env}.local`], 'alertmanager-tls'],
    ]);
  });

  test('says of each claim that a chart makes that it stays', () => {
    const templates = JSON.stringify(applications).match(/"volumeClaimTemplate":\{"metadata":\{[^}]*\}/g);
    expect(templates).toEqual(
      Array(2).fill(
        '"volumeClaimTemplate":{"metadata":{"annotations":{"argocd.argoproj.io/sync-options":"Prune=false,Delete=false"}',
      ),
    );
  });

  test('alerts at the thresholds of the record', () => {
    const rules = manifests
      .filter(({ kind, metadata }) => kind === 'PrometheusRule' && metadata.namespace === `monitoring-${env}`)
      .flatMap(({ spec }) => spec.groups)
      .flatMap(({ rules }) => rules)
      .map((rule) => [rule.alert, rule.expr.match(/[<>=]+ [\d.]+$/)?.[0], rule.for, rule.labels.severity]);
    expect(rules.sort()).toEqual([
      ['FastAPIHighErrorRate', '> 0.05', '5m', 'warning'],
      ['FastAPIP95LatencyHigh', '> 0.5', '10m', 'warning'],
      ['FastAPIScrapingFailure', '== 0', '15m', 'critical'],
      ['SealedSecretControllerDown', '== 0', '30m', 'warning'],
      ['SealedSecretUnsealErrors', '> 0', '15m', 'warning'],
      ['TritonHighErrorRate', '> 0.02', '2m', 'warning'],
      ['TritonMeanLatencyHigh', '> 0.5', '5m', 'warning'],
    ]);
  });

  test('is read by the Prometheus of the environment, and reads ports that there are', () => {
    const monitors = manifests.filter(
      ({ kind, metadata }) => /Monitor|PrometheusRule/.test(kind) && metadata.namespace === `monitoring-${env}`,
    );
    expect(monitors.map(({ metadata }) => metadata.labels)).toEqual(
      Array(monitors.length).fill({ release: `monitoring-${env}` }),
    );
    const targets = monitors
      .filter(({ kind }) => kind === 'ServiceMonitor')
      .map(({ metadata, spec }) => [metadata.name, ...servicesOf(spec)]);
    expect(targets.sort()).toEqual([
      [`fastapi-${env}-sm`, `fastapi-${env}-service http`],
      // The Service of the chart, which is not rendered here.
      ['sealed-secrets-sm'],
      [`triton-${env}-sm`, 'triton metrics'],
    ]);
    const pods = one(monitors, 'PodMonitor', `fastapi-${env}-pm`).spec;
    const deployment = one(manifests, 'Deployment', `fastapi-${env}`);
    expect(deployment.spec.template.metadata.labels).toMatchObject(pods.selector.matchLabels);
  });

  test('collects the logs of the five namespaces of the core in buckets of its own MinIO', () => {
    const loki = application(`loki-${env}`).spec.source.helm.valuesObject;
    const alloy = application(`alloy-${env}`).spec.source.helm.valuesObject;
    const minio = application(`minio-${env}`).spec.source.helm.valuesObject;
    expect(minio.defaultBuckets).toBe('loki-chunks,loki-ruler,loki-admin');
    expect(minio.auth).toEqual({
      existingSecret: `minio-${env}`,
      rootUserSecretKey: 'root-user',
      rootPasswordSecretKey: 'root-password',
    });
    expect(minio.persistence).toEqual({ enabled: true, existingClaim: `minio-${env}-pvc` });
    expect(loki.loki.storage.s3.endpoint).toBe(`http://minio-${env}.baseline-${env}.svc.cluster.local:9000`);
    expect(loki.loki.limits_config.retention_period).toBe('168h');
    expect(loki.singleBinary.extraEnvFrom).toEqual([{ secretRef: { name: `loki-s3-${env}` } }]);
    expect(loki.singleBinary.extraVolumes).toEqual([
      { name: 'data', persistentVolumeClaim: { claimName: `loki-${env}-pvc` } },
    ]);
    const { content } = alloy.alloy.configMap;
    expect(content).toContain(
      `names = ["mlflow-${env}", "airflow-${env}", "triton-${env}", "fastapi-${env}", "feature-store-${env}"]`,
    );
    expect(content).toContain(`url = "http://loki-${env}.baseline-${env}.svc.cluster.local:3100/loki/api/v1/push"`);
    // Helm reads it as a template before Alloy does.
    expect(content).not.toContain('{{');
  });

  test('serves features from Redis, registered in the S3 prefix of the environment', () => {
    const { data } = one(manifests, 'ConfigMap', 'feast-repo', `feature-store-${env}`);
    expect(JSON.parse(data['feature_store.yaml'])).toMatchObject({
      project: `feature_store_${env}`,
      registry: { path: `s3://datapipeline-raw-data-keonho/feast/${env}/registry.pb` },
      online_store: { type: 'redis', connection_string: `redis.feature-store-${env}.svc.cluster.local:6379` },
    });
    const { containers, volumes } = one(manifests, 'Deployment', 'feast-server', `feature-store-${env}`).spec.template
      .spec;
    expect(containers[0]).toMatchObject({ image: 'hoizz/feast-server:0.40.1-s3fs', ports: [{ containerPort: 6566 }] });
    expect(volumes).toContainEqual({ name: 'aws', secret: { secretName: 'aws-credentials' } });
  });

  function servicesOf(spec: {
    selector: { matchLabels: object };
    namespaceSelector: { matchNames: string[] };
    endpoints: { port: string }[];
  }) {
    return manifests
      .filter(
        ({ kind, metadata }) =>
          kind === 'Service' && spec.namespaceSelector.matchNames.includes(metadata.namespace ?? ''),
      )
      .filter(({ metadata }) => contains(metadata.labels ?? {}, spec.selector.matchLabels))
      .map(({ metadata, spec: { ports } }) => {
        const port = ports.find(({ name }: { name: string }) => name === spec.endpoints[0]?.port);
        return `${metadata.name} ${port?.name}`;
      });
  }
});

describe('the switch of an environment', () => {
  const on = read(made((app) => only(app, 'on')));
  const off = read(made((app) => only(app, 'off')));
  const names = (all: readonly Made[]) =>
    all.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''} ${metadata.name}`);

  test('off takes away what is optional, and leaves every namespace, volume and claim', () => {
    const gone = names(on).filter((name) => !names(off).includes(name));
    expect(gone.filter((name) => /^(?:Namespace|PersistentVolume|PersistentVolumeClaim) /.test(name))).toEqual([]);
    expect(gone.filter((name) => /^Application(?:Set)? /.test(name)).sort()).toEqual([
      'Application argocd feast-dev',
      'Application argocd minio-dev',
      'Application argocd monitoring-dev',
      'Application argocd monitoring-extra-dev',
      'Application argocd optional-secrets-dev',
      'ApplicationSet argocd mlops-baseline-dev',
    ]);
    expect(names(off).filter((name) => !names(on).includes(name))).toEqual([]);
  });

  test.each(['dev', 'prod'])('is one that argosy toggle turns in %s', (env) => {
    const found = findSwitch(readFileSync(SETTINGS, 'utf8'), env, 'optional');
    if ('refused' in found) throw new Error(found.refused);
    expect(found.on).toBe(true);
    expect(found.turned(false)).toContain("optional: 'off'");
  });

  test('off changes nothing of what stays but the list of orphans that are meant', () => {
    const changed = off.filter((manifest) => {
      const twin = on.find(
        ({ file, kind, metadata }) =>
          file === manifest.file && kind === manifest.kind && metadata.name === manifest.metadata.name,
      );
      return JSON.stringify(twin) !== JSON.stringify(manifest);
    });
    expect(names(changed)).toEqual(['AppProject argocd dev']);
  });

  function only(app: App, optional: 'on' | 'off'): void {
    const repository = Repository.git('https://git.example.com/mlops', 'main');
    environment(new Platform(app, 'mlops', { repository }), 'dev', { ...dev, optional });
  }
});

function claim(storageClassName: string, storage: string) {
  return { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } };
}

function contains(all: object, some: object): boolean {
  return Object.entries(some).every(([key, value]) => Reflect.get(all, key) === value);
}
