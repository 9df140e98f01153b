import { Chart } from 'cdk8s';
import { Application, type Layer, type Namespace, SealedSecret, Source } from 'cdk8s-argosy';

/** What monitoring and logging read that must not stand in Git readable. */
export function optionalSecrets<E extends string>(
  layer: Layer<E>,
  { monitoring, baseline }: { readonly monitoring: Namespace<E>; readonly baseline: Namespace<E> },
) {
  const content = new Chart(layer, 'optional-secrets-content');
  const { name } = layer.environment;
  const tls = (host: string) =>
    new SealedSecret(content, `${host}-tls`, {
      namespace: monitoring,
      type: 'kubernetes.io/tls',
      keys: ['tls.crt', 'tls.key'],
    });
  return {
    alertmanager: new SealedSecret(content, 'alertmanager', {
      namespace: monitoring,
      name: `alertmanager-config-${name}`,
      keys: ['alertmanager.yaml'],
    }),
    grafana: new SealedSecret(content, 'grafana', {
      namespace: monitoring,
      name: `grafana-admin-secret-${name}`,
      keys: ['admin-user', 'admin-password'],
    }),
    tls: { alertmanager: tls('alertmanager'), grafana: tls('grafana'), prometheus: tls('prometheus') },
    minio: new SealedSecret(content, 'minio', {
      namespace: baseline,
      name: `minio-${name}`,
      keys: ['root-user', 'root-password'],
    }),
    loki: new SealedSecret(content, 'loki', {
      namespace: baseline,
      name: `loki-s3-${name}`,
      keys: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    }),
    application: new Application(layer, 'optional-secrets', {
      source: Source.content(content),
      namespace: layer.environment.home,
      // Behind the last wave of the core in either delivery; everything optional waits for it or comes later.
      wave: 50,
    }),
  };
}

export type OptionalSecrets<E extends string> = ReturnType<typeof optionalSecrets<E>>;
