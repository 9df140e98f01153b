import { type LiveApplication, readApplication } from '../../src/live/application';
import { type LiveSet, readApplicationSet } from '../../src/live/application-set';

type Fields = Readonly<Record<string, unknown>>;

export interface Given {
  readonly name?: string;
  readonly project?: string;
  readonly labels?: Fields;
  readonly wave?: number;
  readonly set?: string;
  readonly metadata?: Fields;
  readonly spec?: Fields;
  readonly status?: Fields;
}

/** An Application that is Synced and Healthy, and whatever else is given, as an API server answers it. */
export function application(given: Given = {}): LiveApplication {
  const { name = 'api-dev', project = 'dev', labels = { env: 'dev' }, wave, set, metadata, spec, status } = given;
  const read = readApplication({
    metadata: {
      name,
      namespace: 'argocd',
      labels,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(wave === undefined ? {} : { annotations: { 'argocd.argoproj.io/sync-wave': `${wave}` } }),
      ...(set === undefined ? {} : { ownerReferences: [{ kind: 'ApplicationSet', name: set }] }),
      ...metadata,
    },
    spec: { project, ...spec },
    status: { sync: { status: 'Synced', revision: 'a1' }, health: { status: 'Healthy' }, ...status },
  });
  if (!read) throw new Error('no Application');
  return read;
}

/** A root that made these. */
export function root(environment: string, made: readonly string[], status: Fields = {}): LiveApplication {
  return application({
    name: `shop-${environment}`,
    project: 'shop-roots',
    labels: { app: 'root', env: environment },
    status: {
      resources: made.map((each) => {
        const [kind, name] = each.split(' ');
        return { group: 'argoproj.io', kind, name, namespace: 'argocd' };
      }),
      ...status,
    },
  });
}

export function applicationSet(name: string, wave: number, status: Fields = {}): LiveSet {
  const annotations = { 'argocd.argoproj.io/sync-wave': `${wave}` };
  const read = readApplicationSet({ metadata: { name, labels: { env: 'dev' }, annotations }, status });
  if (!read) throw new Error('no ApplicationSet');
  return read;
}
