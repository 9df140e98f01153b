import type { LiveObject, Manifest, Reference } from '../../e2e/cluster/cluster';
import { Claims, type Reach } from '../../e2e/suite/claims';

/** What is there, by kind and name, and what was asked of it. */
function cluster(...there: readonly LiveObject[]) {
  const objects = new Map(there.map((each) => [`${each.kind} ${each.metadata.name}`, each]));
  const asked: unknown[] = [];
  const keyOf = ({ kind, name }: Reference) => `${kind} ${name}`;
  const reach: Reach = {
    get: async <T extends LiveObject>(reference: Reference) => objects.get(keyOf(reference)) as T | undefined,
    patch: async (reference, change) => {
      asked.push([`patch ${keyOf(reference)}`, change]);
      return { ...reference, metadata: { name: reference.name } };
    },
    delete: async (reference) => {
      asked.push(`delete ${keyOf(reference)}`);
      return objects.delete(keyOf(reference));
    },
  };
  const make = (...made: readonly LiveObject[]) => {
    for (const each of made) objects.set(`${each.kind} ${each.metadata.name}`, each);
  };
  return { reach, asked, make };
}

const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const volume = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'data' } };
const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'shop' } };
const application = (name: string) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, namespace: 'argocd', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
});
const settings = (data?: Readonly<Record<string, string>>, labels?: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'argocd-cm', namespace: 'argocd', ...(labels ? { labels } : {}) },
  ...(data ? { data } : {}),
});

async function claimed(there: readonly LiveObject[], manifests: readonly Manifest[], made: readonly LiveObject[]) {
  const { reach, asked, make } = cluster(...there);
  const claims = new Claims(reach);
  await claims.take(manifests);
  make(...made);
  await claims.release();
  return asked;
}

test('what is there already is not taken', async () => {
  await expect(claimed([namespace], [namespace], [])).rejects.toThrow(
    'KUBECONFIG: the cluster has Namespace shop already, and a story would take it over; remove it where a run that was killed left it, or give another cluster',
  );
});

test('what could not be taken is not removed', async () => {
  const { reach, asked } = cluster(namespace);
  const claims = new Claims(reach);
  await expect(claims.take([namespace])).rejects.toThrow();
  await claims.release();
  expect(asked).toEqual([]);
});

test('a root goes before what it makes, Applications before namespaces, and volumes after the claims in them', async () => {
  const all = [volume, namespace, claim, application('web'), application('root')];
  const finalizers = { metadata: { finalizers: null } };
  expect(await claimed([], all, all)).toEqual([
    ['patch Application root', finalizers],
    'delete Application root',
    ['patch Application web', finalizers],
    'delete Application web',
    'delete Namespace shop',
    'delete PersistentVolume data',
  ]);
});

test('what a story has removed itself is not asked for', async () => {
  expect(await claimed([], [namespace, volume], [volume])).toEqual(['delete PersistentVolume data']);
});

test('a setting of Argo CD is put back: what was changed and what was added', async () => {
  const before = settings({ url: 'https://argocd.example' }, { team: 'a' });
  const after = settings({ url: 'https://other.example', health: 'Healthy' }, { team: 'b', part: 'argocd' });
  expect(await claimed([before], [after], [after])).toEqual([
    [
      'patch ConfigMap argocd-cm',
      {
        data: { url: 'https://argocd.example', health: null },
        metadata: { labels: { team: 'a', part: null }, annotations: null },
      },
    ],
  ]);
});

test('a setting without anything in it is empty again, and one that was not there is gone', async () => {
  const after = settings({ health: 'Healthy' });
  expect(await claimed([settings()], [after], [after])).toEqual([
    ['patch ConfigMap argocd-cm', { data: null, metadata: { labels: null, annotations: null } }],
  ]);
  expect(await claimed([], [after], [after])).toEqual(['delete ConfigMap argocd-cm']);
});

test('settings are put back also where something cannot be removed', async () => {
  const { reach, asked, make } = cluster(settings());
  const refuses: Reach = { ...reach, delete: () => Promise.reject(new Error('forbidden')) };
  const claims = new Claims(refuses);
  await claims.take([namespace, settings({ health: 'Healthy' })]);
  make(namespace, settings({ health: 'Healthy' }));
  await expect(claims.release()).rejects.toThrow('forbidden');
  expect(asked).toEqual([['patch ConfigMap argocd-cm', { data: null, metadata: { labels: null, annotations: null } }]]);
});
