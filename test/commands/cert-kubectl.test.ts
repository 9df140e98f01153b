import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FetchRequest } from '../../src/commands/cert-fetch';
import { vectors } from '../seal/vectors';
import { A, argosy, B, COMPARE, ended, type Fetched, fetched, folder, KEY_B, stored } from './cert-run';
import {
  apiServer,
  CERTIFICATE,
  json,
  kubeconfig,
  type Route,
  refusal,
  SERVICE,
  type Served,
  served,
} from './cert-server';

const installed = spawnSync('kubectl', ['version', '--client']).status === 0;
const withKubectl = installed ? test : test.skip;
if (!installed) process.stdout.write('no kubectl: nothing is fetched through it\n');

jest.setTimeout(30_000);

withKubectl('the controller is asked through kubectl, by the name that its port has', async () => {
  const server = await served(apiServer(B.certificatePem));
  const { cwd, ...said } = await through(server, { pin: true });
  expect(said).toEqual({
    error: undefined,
    stdout: `wrote sealed/in-cluster/cert.pem: public key ${KEY_B}, valid 2026-02-01 to 2036-01-30\npinned its public key in sealed/in-cluster/pin.yaml\n`,
    stderr: '',
  });
  expect(stored(cwd)['in-cluster/cert.pem']).toBe(B.certificatePem);
  expect(server.asked.map(({ path }) => path)).toEqual([SERVICE, CERTIFICATE]);
});

withKubectl('a port without a name, another namespace and another name are followed', async () => {
  const services = '/api/v1/namespaces/sealing/services';
  const server = await served({
    [`${services}/sealed-secrets`]: json({ kind: 'Service', spec: { ports: [{ port: 8080 }] } }),
    [`${services}/http:sealed-secrets:/proxy/v1/cert.pem`]: { body: B.certificatePem },
  });
  const { error, stderr } = await through(server, { controllerNamespace: 'sealing', controllerName: 'sealed-secrets' });
  expect(error).toBeUndefined();
  expect(stderr).toContain('whoever may read Secrets in sealing prints');
});

withKubectl('the context and the configuration that are named are those that are asked', async () => {
  const [a, b] = [await served(apiServer(A.certificatePem)), await served(apiServer(B.certificatePem))];
  const cwd = folder({ 'my config': kubeconfig({ a: a.url, 'user@b': b.url }) });
  const { stdout, stderr } = await fetched(
    { context: 'user@b', kubeconfig: 'my config' },
    { cwd, env: noKubeconfig() },
  );
  expect(stdout).toContain(KEY_B);
  expect(stderr).toContain("  kubectl --context=user@b '--kubeconfig=my config' --namespace=kube-system get secrets");
  expect(a.asked).toEqual([]);
});

withKubectl('a login plug-in is heard, and what it gives is used', async () => {
  const server = await served(apiServer(B.certificatePem), { tls: true });
  const credential = '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t0"}}';
  const cwd = folder({ login: `#!/bin/sh\necho log in at https://example.com >&2\necho '${credential}'\n` });
  chmodSync(join(cwd, 'login'), 0o755);
  const api = 'client.authentication.k8s.io/v1';
  const exec = { apiVersion: api, command: join(cwd, 'login'), interactiveMode: 'IfAvailable' };
  const { error, stderr } = await through(server, { pin: true }, { user: { exec }, quietFor: 0 });
  expect({ error, stderr }).toEqual({ error: undefined, stderr: 'log in at https://example.com\n'.repeat(2) });
  expect(server.asked.map(({ authorization }) => authorization)).toEqual(['Bearer t0', 'Bearer t0']);
});

const ELSEWHERE = 'name the controller with --controller-name and --controller-namespace';
const FIND = 'kubectl get services --all-namespaces --selector app.kubernetes.io/name=sealed-secrets';
const CALLED = 'service sealed-secrets-controller in namespace kube-system';

const refusals: readonly [string, Readonly<Record<string, Route>>, string][] = [
  [
    'no such service',
    { [SERVICE]: refusal(404, 'NotFound', 'services "sealed-secrets-controller" not found') },
    `there is no ${CALLED}; ${ELSEWHERE}; Helm calls it sealed-secrets by default, in the namespace of the release (${FIND})`,
  ],
  [
    'no permission',
    {
      [SERVICE]: refusal(
        403,
        'Forbidden',
        'services "sealed-secrets-controller" is forbidden: User "somebody" cannot get',
      ),
    },
    `you may not read ${CALLED}, or not through the proxy of the API server; ask for get on services and services/proxy of sealed-secrets-controller, or for its certificate: --from-file FILE`,
  ],
  [
    'no login',
    { [SERVICE]: refusal(401, 'Unauthorized', 'Unauthorized') },
    'the API server does not know you; log in, or choose another context with --context',
  ],
  [
    'no Pod behind the service',
    {
      [CERTIFICATE]: refusal(
        503,
        'ServiceUnavailable',
        'no endpoints available for service "http:sealed-secrets-controller:http"',
      ),
    },
    `nothing answers behind ${CALLED}; look whether the controller runs: kubectl get pods --namespace kube-system`,
  ],
  [
    'no endpoints of the service',
    { [CERTIFICATE]: refusal(404, 'NotFound', 'services "sealed-secrets-controller" not found') },
    `nothing answers behind ${CALLED}; look whether the controller runs: kubectl get pods --namespace kube-system`,
  ],
  [
    'another service of that name',
    { [CERTIFICATE]: { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found\n' } },
    `${CALLED} answers, and has no /v1/cert.pem; ${ELSEWHERE} (${FIND})`,
  ],
  [
    'what is no service',
    { [SERVICE]: { body: '<html>Log in</html>' } },
    `what the API server says of ${CALLED} is no Service with a port; ${ELSEWHERE}`,
  ],
  [
    'a port that would lead elsewhere',
    { [SERVICE]: json({ kind: 'Service', spec: { ports: [{ name: '/../secrets' }] } }) },
    `what the API server says of ${CALLED} is no Service with a port; ${ELSEWHERE}`,
  ],
  [
    'a failure that holds a private key',
    { [CERTIFICATE]: { status: 500, headers: { 'content-type': 'text/plain' }, body: A.privateKeyPkcs8Pem } },
    'it says "a private key, which is not repeated here"; mend that, or fetch without kubectl: --url URL or --from-file FILE',
  ],
  [
    'a failure of another kind, in one line and without what moves a cursor',
    { [CERTIFICATE]: refusal(500, 'InternalError', 'first\nthe disk \u001b[2J is gone') },
    'it says "the disk  [2J is gone"; mend that, or fetch without kubectl: --url URL or --from-file FILE',
  ],
  [
    'more than a certificate has',
    { [CERTIFICATE]: { body: 'x'.repeat(2 ** 20 + 1) } },
    `${CALLED} answers more than a megabyte, which is no certificate; ${ELSEWHERE}`,
  ],
];

for (const [found, routes, message] of refusals) {
  withKubectl(`${found} is said once, and nothing is written`, async () => {
    const server = await served({ ...apiServer(B.certificatePem), ...routes });
    const { cwd, ...said } = await through(server, { pin: true });
    expect(said).toEqual({ error: `kubectl: ${message}`, stdout: '', stderr: '' });
    expect(readdirSync(cwd)).toEqual(['config']);
  });
}

const answers: readonly [string, string, string][] = [
  ['', 'the answer is empty', ELSEWHERE],
  ['<html>Log in</html>', 'the answer is a web page, such as a login asks with', ELSEWHERE],
  [
    A.certificatePem + A.privateKeyPkcs8Pem,
    'there is a private key in the answer',
    'ask for the certificate alone, and have the controller make a new key: who has this one opens all that it sealed',
  ],
  [
    vectors.certificates.expiredForKeyA,
    'the certificate expired on 2020-01-01',
    'look whether the clock is right, and ask for the current certificate',
  ],
];

for (const [body, message, fix] of answers) {
  withKubectl(`what the controller answers is looked at: ${message}`, async () => {
    const { cwd, ...said } = await through(await served(apiServer(body)), { pin: true });
    expect(said).toEqual({ error: `kubectl: ${message}; ${fix}`, stdout: '', stderr: '' });
    expect(readdirSync(cwd)).toEqual(['config']);
  });
}

withKubectl('an API server that says nothing is not waited for without end', async () => {
  const server = await served({ [SERVICE]: { silent: true } });
  expect((await through(server, {}, { requestSeconds: 1 })).error).toBe(
    'kubectl: the API server did not answer in time; look whether the network or its tunnel stands, or choose another context with --context',
  );
});

withKubectl('a kubectl that would ask for a name and a password is stopped', async () => {
  const server = await served(apiServer(B.certificatePem), { tls: true });
  expect((await through(server, {})).error).toBe(
    'kubectl: it asks for a user name: its kubeconfig has no credentials; log in, or choose another context with --context',
  );
});

const NOWHERE = kubeconfig({ nowhere: 'http://127.0.0.1:1' });
const settings: readonly [FetchRequest, string][] = [
  [{ context: 'prdo' }, 'there is no context prdo; name one of kubectl config get-contexts'],
  [{ kubeconfig: 'none' }, 'there is no file none; name the kubeconfig with --kubeconfig'],
  [
    {},
    'no cluster is chosen: there is no kubeconfig, or it has no current context; choose one with --context or --kubeconfig',
  ],
  [
    { kubeconfig: 'config' },
    'the API server refuses the connection; start the cluster or its tunnel, or choose another context with --context',
  ],
];

for (const [request, message] of settings) {
  withKubectl(`a cluster that is not there is said: ${message}`, async () => {
    const said = await fetched(request, { cwd: folder({ config: NOWHERE }), env: noKubeconfig() });
    expect(said).toMatchObject({ error: `kubectl: ${message}`, stdout: '', stderr: '' });
  });
}

test('without kubectl the other ways are named', async () => {
  const { error } = await fetched({}, { env: { ...process.env, PATH: folder() } });
  expect(error).toBe(
    'kubectl: there is none on the PATH; mend that, or fetch without kubectl: --url URL or --from-file FILE',
  );
});

withKubectl('the line that is shown for comparing prints the newest key of the controller', async () => {
  const secret = (name: string, creationTimestamp: string, pem: string) => ({
    metadata: { name, namespace: 'kube-system', creationTimestamp },
    data: { 'tls.crt': Buffer.from(pem).toString('base64'), 'tls.key': Buffer.from('secret').toString('base64') },
  });
  const server = await served({
    '/api': json({ kind: 'APIVersions', versions: ['v1'] }),
    '/apis': json({ kind: 'APIGroupList', apiVersion: 'v1', groups: [] }),
    '/api/v1': json({
      kind: 'APIResourceList',
      groupVersion: 'v1',
      resources: [
        { name: 'secrets', singularName: 'secret', namespaced: true, kind: 'Secret', verbs: ['get', 'list'] },
      ],
    }),
    '/api/v1/namespaces/kube-system/secrets': json({
      kind: 'SecretList',
      apiVersion: 'v1',
      items: [
        secret('b', '2026-02-01T00:00:00Z', B.certificatePem),
        secret('a', '2026-01-01T00:00:00Z', A.certificatePem),
      ],
    }),
  });
  const cwd = folder({ config: kubeconfig({ it: server.url }) });
  const env = { KUBECONFIG: join(cwd, 'config'), HOME: cwd };
  const line = COMPARE.split('\n')[1]?.trim() ?? '';
  const { stdout } = await ended('sh', ['-c', line], cwd, env);
  expect(stdout.trim()).toMatch(new RegExp(`${KEY_B.slice('sha256:'.length)}$`));
});

withKubectl('the command is the same, as a process', async () => {
  const server = await served(apiServer(B.certificatePem));
  const cwd = folder({ config: kubeconfig({ it: server.url }) });
  expect(await argosy(cwd, ['cert', 'fetch', '--pin'], { KUBECONFIG: join(cwd, 'config') })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`wrote sealed/in-cluster/cert.pem: public key ${KEY_B}`),
  });
  const nobody = { KUBECONFIG: join(cwd, 'config'), PATH: cwd };
  expect(await argosy(cwd, ['cert', 'fetch'], nobody)).toEqual({
    code: 2,
    stdout: '',
    stderr: 'kubectl: there is none on the PATH; mend that, or fetch without kubectl: --url URL or --from-file FILE\n',
  });
});

/** What comes of asking this API server in the user's current context. */
function through(
  server: Served,
  request: FetchRequest,
  { user, ...io }: { user?: unknown; quietFor?: number; requestSeconds?: number } = {},
): Promise<Fetched> {
  const cwd = folder({ config: kubeconfig({ current: server.url }, user) });
  return fetched(request, { cwd, env: { ...process.env, KUBECONFIG: join(cwd, 'config') }, ...io });
}

/** As on a machine where kubectl was never set up. */
function noKubeconfig(): NodeJS.ProcessEnv {
  const { KUBECONFIG, ...env } = process.env;
  return { ...env, HOME: folder() };
}
