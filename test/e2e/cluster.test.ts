import type { ServerResponse } from 'node:http';
import { Cluster } from '../../e2e/cluster/cluster';
import { Refused } from '../../e2e/cluster/requests';
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
