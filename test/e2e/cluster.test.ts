import type { ServerResponse } from 'node:http';
import { Cluster } from '../../e2e/cluster/cluster';
import { Refused } from '../../e2e/cluster/requests';
import { until } from '../../e2e/cluster/until';
import { serverThat } from './server-that';

const PROJECT = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', namespace: 'argocd', name: 'default' };
const GROUP = '/apis/argoproj.io/v1alpha1';
const APPLICATIONS = { kind: 'Application', name: 'applications', namespaced: true, verbs: [] };
const PROJECTS = { kind: 'AppProject', name: 'appprojects', namespaced: true, verbs: [] };

type Answer = (response: ServerResponse) => void;

const tells = (...resources: readonly object[]): Answer => {
  return (response) => void response.end(JSON.stringify({ resources }));
};
const refuses = (code: number): Answer => {
  return (response) => void response.writeHead(code).end(JSON.stringify({ reason: 'No', message: `no: ${code}` }));
};

/** A server that has every object, and tells of the group of Argo CD what it is made to. */
async function server(discovery: Answer) {
  const made = { discovery, asked: [] as string[] };
  const access = await serverThat(({ url = '' }, response) => {
    made.asked.push(url);
    if (url === GROUP) made.discovery(response);
    else response.end(JSON.stringify({ found: url }));
  });
  return Object.assign(made, { cluster: new Cluster(access) });
}

const found = { found: `${GROUP}/namespaces/argocd/appprojects/default` };

test('an object whose group was not served is found when it is', async () => {
  const made = await server(refuses(404));
  expect(await made.cluster.get(PROJECT)).toBeUndefined();
  made.discovery = tells(PROJECTS);
  expect(await made.cluster.get(PROJECT)).toEqual(found);
});

test.each([
  ['refuses', refuses(503), 'no: 503'],
  ['breaks off', (response: ServerResponse) => void response.destroy(), 'socket hang up'],
])('a server that %s when it is asked what it has in a group is asked again', async (_, discovery, message) => {
  const made = await server(discovery);
  await expect(made.cluster.get(PROJECT)).rejects.toMatchObject({ message });
  made.discovery = tells(PROJECTS);
  expect(await made.cluster.get(PROJECT)).toEqual(found);
});

test('a kind is served when the server tells of it, and not when it tells of another one in the group', async () => {
  const made = await server(refuses(404));
  const serves = () => made.cluster.serves(PROJECT.apiVersion, PROJECT.kind);
  expect(await serves()).toBe(false);
  made.discovery = tells(APPLICATIONS);
  expect(await serves()).toBe(false);
  made.discovery = tells(APPLICATIONS, PROJECTS);
  expect(await serves()).toBe(true);
});

test('whether a kind is served cannot be told of a server that fails', async () => {
  const { cluster } = await server(refuses(503));
  await expect(cluster.serves(PROJECT.apiVersion, PROJECT.kind)).rejects.toEqual(new Refused(503, 'No', 'no: 503'));
});

test('a server is asked once what it has in a group, also where several want to know', async () => {
  const { cluster, asked } = await server(tells(PROJECTS));
  await Promise.all([cluster.get(PROJECT), cluster.get({ ...PROJECT, name: 'dev' })]);
  await cluster.get(PROJECT);
  expect(asked.filter((path) => path === GROUP)).toEqual([GROUP]);
});

/** What a watch of ConfigMaps since version 7 asks for and tells, where the server answers it one time after the other so. */
async function watched(...answers: readonly Answer[]) {
  const asked: string[] = [];
  const access = await serverThat(({ url = '' }, response) => {
    const answer = answers[asked.push(url) - 1];
    if (answer) answer(response);
  });
  const told: string[] = [];
  const stop = new Cluster(access).watch('/api/v1/configmaps', ({ object }) => told.push(object.metadata.name), '7');
  await until('all to be asked for', 4, async () => asked.length > answers.length || undefined);
  stop();
  return { asked, told };
}

const event = (name: string, resourceVersion: string) =>
  `${JSON.stringify({ type: 'ADDED', object: { metadata: { name, resourceVersion } } })}\n`;
const forgotten = `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410 } })}\n`;

test('a watch goes on where the server, or the connection, has ended it', async () => {
  const ends: Answer = (response) => void response.end(event('a', '8') + event('b', '9'));
  const breaks: Answer = (response) => void response.write(event('c', '10'), () => response.destroy());
  expect(await watched(ends, breaks)).toEqual({
    asked: ['7', '9', '10'].map((version) => `/api/v1/configmaps?watch=true&resourceVersion=${version}`),
    told: ['a', 'b', 'c'],
  });
});

test.each([
  ['tells so', (response: ServerResponse) => void response.end(forgotten)],
  ['refuses it', refuses(410)],
])('a watch tells of everything again where the server does not remember how far it was, and %s', async (_, answer) => {
  const everything: Answer = (response) => void response.end(event('b', '9') + event('a', '8'));
  expect(await watched(answer, everything)).toEqual({
    asked: ['?watch=true&resourceVersion=7', '?watch=true', '?watch=true'].map((query) => `/api/v1/configmaps${query}`),
    told: ['b', 'a'],
  });
});
