import { type Environment, Layer, type MonitoredService, type Namespace, type SealedSecret } from 'cdk8s-argosy';
import type { Namespaces } from '../namespaces';
import type { Settings } from '../settings';
import { alerts } from './alerts';
import { feast } from './feast';
import { logging } from './logging';
import { lokiUrl } from './loki';
import { minio } from './minio';
import { monitoring } from './monitoring';
import { optionalSecrets } from './secrets';
import { optionalStorage } from './storage';

export interface OptionalProps<E extends string> {
  readonly settings: Pick<Settings, 'optional' | 'loki' | 'nfs'>;
  readonly namespaces: Namespaces<E>;
  /** Where the core runs, whose logs are kept. */
  readonly logged: readonly Namespace<E>[];
  /** Servers of the core. */
  readonly monitored: { readonly fastapi: MonitoredService; readonly triton: MonitoredService };
  readonly featureStoreCredentials: SealedSecret<E, 'credentials'>;
}

/**
 * Monitoring, logging and the feature store: what one environment can do without, switched on and off together. Nothing of
 * the core waits for it. Namespaces, volumes and claims lie outside, and stay when it is off.
 */
export function optionalLayer<E extends string>(env: Environment<E>, props: OptionalProps<E>): Layer<E> {
  const { settings, namespaces, monitored } = props;
  const { baseline } = namespaces;
  const storage = optionalStorage(env, namespaces, settings.nfs);
  const layer = new Layer(env, 'optional', { kind: 'optional', enabled: settings.optional === 'on' });
  const secrets = optionalSecrets(layer, namespaces);
  const store = minio(layer, {
    namespace: baseline,
    secret: secrets.minio,
    data: storage.minio.claim('data'),
    after: [secrets.application, storage.minio],
  });
  logging(layer, {
    namespace: baseline,
    secret: secrets.loki,
    data: storage.loki.claim('data'),
    schemaFrom: settings.loki.schemaFrom,
    from: [...props.logged, namespaces.featureStore],
    after: [store, storage.loki],
  });
  const stack = monitoring(layer, {
    namespace: namespaces.monitoring,
    secrets,
    data: storage.monitoring.claim('data'),
    loki: lokiUrl(baseline),
    after: [secrets.application, storage.monitoring],
  });
  alerts(layer, { ...monitored, namespace: namespaces.monitoring, after: [stack] });
  feast(layer, {
    namespace: namespaces.featureStore,
    credentials: props.featureStoreCredentials,
    after: [secrets.application],
  });
  return layer;
}
