import { application, condition } from '../cluster/application';
import type { LiveObject } from '../cluster/cluster';
import { until } from '../cluster/until';
import { ground } from './ground';
import { SmallApplication } from './small-application';

/*
 * What happens on any day, each on an Application of its own. The stories are told side by side on one cluster: most of
 * each is waiting.
 */
const here = ground();
afterAll(async () => (await here).end());

const configMap = (name: string, value: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  value: "${value}"
`;

test.concurrent('a manual change is healed, and a manual deletion is', async () => {
  const { cluster } = await here;
  const small = await SmallApplication.made(await here, 'healed', {
    'kept.yaml': configMap('kept', '1'),
    'lost.yaml': configMap('lost', '1'),
  });
  await small.settled();
  const kept = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'healed', name: 'kept' };
  const lost = { ...kept, name: 'lost' };
  await cluster.patch(kept, { data: { value: 'by hand' } });
  await cluster.delete(lost);
  await until('both to be as Git says', 60, async () => {
    const values = await Promise.all([kept, lost].map((each) => cluster.get<ConfigMap>(each)));
    return values.every((each) => each?.data.value === '1') || undefined;
  });
  await small.settled();
});

interface ConfigMap extends LiveObject {
  readonly data: { readonly value: string };
}

test.concurrent('a broken commit leaves the old state running, and one revert recovers when its retries are over', async () => {
  const { cluster } = await here;
  const small = await SmallApplication.made(
    await here,
    'recovered',
    { 'a.yaml': configMap('a', '1'), 'b.yaml': configMap('b', '1') },
    {
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['CreateNamespace=true'],
        retry: { limit: 2, backoff: { duration: '5s', factor: 1, maxDuration: '5s' } },
      },
    },
  );
  await small.settled();
  const a = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'recovered', name: 'a' };
  const before = await cluster.get<ConfigMap>(a);

  small.write({ 'a.yaml': configMap('a', '2'), 'b.yaml': configMap('b', '2').replace('data:', 'data: []\nwrong:') });
  await small.commit('A field of the wrong type');
  await until('the operation to be retried', 60, async () => {
    const operation = (await application(cluster, 'recovered'))?.status?.operationState;
    return operation?.message?.includes('Retrying attempt #1') || undefined;
  });
  const repaired = await small.revert();
  await small.settled(repaired);
  const after = await cluster.get<ConfigMap>(a);
  expect(after).toEqual(before);
});

test.concurrent('a hook Job as Helm writes it runs once a sync and vanishes', async () => {
  const { cluster } = await here;
  const small = await SmallApplication.made(await here, 'hooked', {
    'a.yaml': configMap('a', '1'),
    'migrate.yaml': `apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: migrate
          image: registry.example.com/migrate:1
`,
  });
  await small.settled();
  const ran: string[] = [];
  const job = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'hooked', name: 'migrate' };
  const stop = cluster.watch('/apis/batch/v1/namespaces/hooked/jobs', ({ type, object }) => {
    const { uid = '' } = object.metadata;
    if (type === 'ADDED' && !ran.includes(uid)) ran.push(uid);
  });
  small.write({ 'a.yaml': configMap('a', '2') });
  const revision = await small.commit('Something else');
  await small.settled(revision);
  await until('the Job to be gone', 30, async () => ((await cluster.get(job)) ? undefined : true));
  stop();
  expect(ran).toHaveLength(1);
});

test.concurrent('a folder that comes out empty wipes nothing', async () => {
  const { cluster } = await here;
  const small = await SmallApplication.made(await here, 'emptied', { 'a.yaml': configMap('a', '1') });
  await small.settled();
  small.git.remove('manifests/a.yaml');
  small.write({ 'README.md': 'nothing here\n' });
  const revision = await small.commit('Remove the last manifest');
  expect(await condition(cluster, 'emptied', 'SyncError')).toMatchObject({
    message: `Skipping sync attempt to ${revision}: auto-sync will wipe out all resources`,
  });
});
