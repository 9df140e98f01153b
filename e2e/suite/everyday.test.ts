import { IN_CLUSTER, permitsResource, validateApplication } from '../../src/argocd';
import { application, condition } from '../cluster/application';
import type { LiveObject } from '../cluster/cluster';
import { until } from '../cluster/until';
import { devProject } from './dev-project';
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

/** Commits something good and something that the API server refuses, and undoes both. */
async function brokenAndReverted(name: string, ...options: readonly string[]) {
  const { cluster } = await here;
  const small = await SmallApplication.made(
    await here,
    name,
    { 'a.yaml': configMap('a', '1'), 'b.yaml': configMap('b', '1') },
    {
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['CreateNamespace=true', ...options],
        retry: { limit: 1, backoff: { duration: '5s', factor: 1, maxDuration: '5s' } },
      },
    },
  );
  await small.settled();
  const broken = configMap('b', '2').replace('name: b', 'name: b\n  labels:\n    broken: not a label!');
  small.write({ 'a.yaml': configMap('a', '2'), 'b.yaml': broken });
  await small.commit('A label that the API server refuses');
  await small.operationSays('Retrying attempt #1');
  const value = async (of: string) => {
    const found = await cluster.get<ConfigMap>({ apiVersion: 'v1', kind: 'ConfigMap', namespace: name, name: of });
    return found?.data.value;
  };
  const values = { a: await value('a'), b: await value('b') };
  await small.settled(await small.revert());
  return { broken: values, reverted: { a: await value('a'), b: await value('b') } };
}

test.concurrent('with server-side apply a broken commit leaves the old state running, and one revert recovers', async () => {
  expect(await brokenAndReverted('untouched', 'ServerSideApply=true')).toEqual({
    broken: { a: '1', b: '1' },
    reverted: { a: '1', b: '1' },
  });
});

test.concurrent('without server-side apply half of a broken commit is applied, and one revert recovers', async () => {
  expect(await brokenAndReverted('half')).toEqual({ broken: { a: '2', b: '1' }, reverted: { a: '1', b: '1' } });
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

/** What keeps an Application from syncing, as Argo CD says it and as our rules foretell it. */
async function refusal(name: string, namespace: string, listed: boolean) {
  const { cluster, argocd } = await here;
  const destination = { server: 'https://kubernetes.default.svc', namespace };
  const project = (url: string) => devProject(name, listed ? [url] : []);
  const small = await SmallApplication.made(
    await here,
    name,
    { 'a.yaml': configMap('a', '1') },
    { destination },
    project,
  );
  const said = await condition(cluster, name, 'InvalidSpecError');
  const made = await application(cluster, name);
  const { url } = small.git;
  return { said, url, foretold: validateApplication(made as object, project(url), { version: argocd, clusters: [] }) };
}

test.concurrent('a dev Application that aims at a namespace of prod is refused, as foretold', async () => {
  const { said, foretold } = await refusal('aims-at-prod', 'mlflow-prod', true);
  expect(said.message).toBe(
    "application destination server 'https://kubernetes.default.svc' and namespace 'mlflow-prod' do not match any of the allowed destinations in project 'aims-at-prod'",
  );
  expect(foretold).toMatchObject([{ type: said.type, code: 'destination/denied' }]);
});

test.concurrent('an Application of a repository that its project does not list is refused, as foretold', async () => {
  const { said, foretold, url } = await refusal('unlisted', 'mlflow-dev', false);
  expect(said.message).toBe(`application repo ${url} is not permitted in project 'unlisted'`);
  expect(foretold).toMatchObject([{ type: said.type, code: 'source/denied' }]);
});

test.concurrent('under the least privilege another kind is refused, as foretold, and the rest waits with it', async () => {
  const { cluster, argocd } = await here;
  const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: argosy-e2e-too-much
rules: []
`;
  const narrow = (url: string) => devProject('too-much', [url], 'least privilege');
  const small = await SmallApplication.made(
    await here,
    'too-much',
    { 'a.yaml': configMap('a', '1'), 'role.yaml': role },
    { destination: { server: 'https://kubernetes.default.svc', namespace: 'too-much-dev' } },
    narrow,
  );
  const { syncResult } = await small.operationSays('one or more synchronization tasks are not valid');
  expect(syncResult?.resources?.find(({ kind }) => kind === 'ClusterRole')?.message).toBe(
    'resource rbac.authorization.k8s.io:ClusterRole is not permitted in project too-much',
  );
  const kind = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' };
  expect(permitsResource(narrow(small.git.url), kind, IN_CLUSTER, argocd)).toBe(false);
  expect(permitsResource(devProject('dev', []), kind, IN_CLUSTER, argocd)).toBe(true);
  const made = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'too-much-dev', name: 'a' };
  expect(await cluster.get(made)).toBeUndefined();
});
