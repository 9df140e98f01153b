import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { argoCdState } from '../../src/cluster/argo-cd';
import { Cluster, ClusterError } from '../../src/cluster/cluster';
import { folder } from '../commands/cert-run';
import { json, kubeconfig, type Route, refusal, served } from '../commands/cert-server';

const installed = spawnSync('kubectl', ['version', '--client']).status === 0;
const withKubectl = installed ? test : test.skip;
if (!installed) process.stdout.write('no kubectl: no cluster is asked\n');

jest.setTimeout(30_000);

const APPLICATIONS = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
const SETS = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applicationsets';

async function clusterOf(routes: Readonly<Record<string, Route>>, requestSeconds = 20): Promise<Cluster> {
  const { url } = await served(routes);
  const cwd = folder({ config: kubeconfig({ it: url }) });
  const env = { ...process.env, KUBECONFIG: join(cwd, 'config') };
  return new Cluster({}, { stderr: { write: () => true }, cwd, env, quietFor: 20_000, requestSeconds });
}

async function refused(ask: () => Promise<unknown>): Promise<{ readonly message: string; readonly passing: boolean }> {
  try {
    await ask();
  } catch (error) {
    if (error instanceof ClusterError) return { message: error.message, passing: error.passing };
    throw error;
  }
  throw new Error('it was not refused');
}

withKubectl('Applications and sets are read through kubectl, without looking anything else up', async () => {
  const cluster = await clusterOf({
    [APPLICATIONS]: json({ items: [{ metadata: { name: 'api-dev' } }, { metadata: {} }] }),
    [SETS]: json({ items: [{ metadata: { name: 'core-dev' } }] }),
  });
  const { applications, sets } = await argoCdState(cluster, 'argocd');
  expect(applications.map(({ name }) => name)).toEqual(['api-dev']);
  expect(sets.map(({ name }) => name)).toEqual(['core-dev']);
});

withKubectl('what kubectl ends with is not said twice, however long it took', async () => {
  const { url } = await served({});
  const cwd = folder({ config: kubeconfig({ it: url }) });
  const env = { ...process.env, KUBECONFIG: join(cwd, 'config') };
  let shown = '';
  const cluster = new Cluster({}, { stderr: { write: (text) => (shown += text) }, cwd, env, quietFor: 0 });
  expect(await refused(() => cluster.raw('/apis/none'))).toMatchObject({
    message: expect.stringContaining('(NotFound)'),
  });
  expect(shown).toBe('');
});

withKubectl('a cluster without Argo CD says what is missing', async () => {
  const cluster = await clusterOf({ [APPLICATIONS]: { status: 404, body: '404 page not found\n' } });
  expect(await refused(() => argoCdState(cluster, 'argocd'))).toEqual({
    message:
      'kubectl: there is no Argo CD in this cluster: it knows no Applications; choose another cluster with --context, or install one: argosy bootstrap --install FILE',
    passing: false,
  });
});

const FORBIDDEN = 'applications.argoproj.io is forbidden: User "somebody" cannot list resource "applications"';
const refusals: readonly (readonly [what: string, route: Route, message: string, passing: boolean])[] = [
  [
    'no permission',
    refusal(403, 'Forbidden', FORBIDDEN),
    `kubectl: it says "Error from server (Forbidden): ${FORBIDDEN}"; ask for that permission, or choose another context with --context`,
    false,
  ],
  [
    'a server that starts',
    refusal(503, 'ServiceUnavailable', 'apiserver not ready'),
    'kubectl: it says "Error from server (ServiceUnavailable): apiserver not ready"; look whether the API server is well',
    true,
  ],
  [
    'a password in an address',
    refusal(500, 'InternalError', 'cannot reach https://user:secret@git.example/x'),
    'kubectl: it says "Error from server (InternalError): cannot reach https://…@git.example/x"; look whether the API server is well',
    true,
  ],
  [
    'no login',
    refusal(401, 'Unauthorized', 'Unauthorized'),
    'kubectl: the API server does not know you; log in, or choose another context with --context',
    false,
  ],
  [
    'what is no API server',
    { body: '<html>Log in</html>' },
    `kubectl: what the API server answers for ${APPLICATIONS} is no JSON; look whether the address is that of an API server`,
    false,
  ],
];
for (const [what, route, message, passing] of refusals) {
  withKubectl(
    `${what} ${passing ? 'passes, perhaps' : 'does not pass by itself'}, and is said in one sentence`,
    async () => {
      const cluster = await clusterOf({ [APPLICATIONS]: route });
      expect(await refused(() => cluster.raw(APPLICATIONS))).toEqual({ message, passing });
    },
  );
}

withKubectl('an API server that says nothing is not waited for without end, and may come back', async () => {
  const cluster = await clusterOf({ [APPLICATIONS]: { silent: true } }, 1);
  expect(await refused(() => cluster.raw(APPLICATIONS))).toEqual({
    message:
      'kubectl: the API server did not answer in time; look whether the network or its tunnel stands, or choose another context with --context',
    passing: true,
  });
});

test('without kubectl there is nothing to ask with', async () => {
  const cwd = folder();
  const cluster = new Cluster({}, { stderr: { write: () => true }, cwd, env: { PATH: cwd } });
  expect(await refused(() => cluster.raw('/version'))).toEqual({
    message: 'kubectl: there is none on the PATH; install kubectl, or mend your PATH',
    passing: false,
  });
});
