import type { ServerResponse } from 'node:http';
import { Cluster, type LiveObject, type WatchEvent } from '../../e2e/cluster/cluster';
import { until } from '../../e2e/cluster/until';
import { definedKind } from '../../e2e/observer/defined-kind';
import { Watches } from '../../e2e/observer/watches';
import { serverThat } from './server-that';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const CONFIG_MAPS = '/api/v1/configmaps';

const verbs = ['list', 'watch'];
const ANSWERS: Readonly<Record<string, object>> = {
  '/apis': { groups: [{ preferredVersion: { groupVersion: 'apiextensions.k8s.io/v1' } }] },
  '/api/v1': { resources: [{ kind: 'ConfigMap', name: 'configmaps', namespaced: true, verbs }] },
  '/apis/apiextensions.k8s.io/v1': {
    resources: [{ kind: 'CustomResourceDefinition', name: 'customresourcedefinitions', namespaced: false, verbs }],
  },
};

function object(changes: Pick<LiveObject, 'apiVersion' | 'kind'> & Partial<LiveObject>, name: string): LiveObject {
  const labels = { 'app.kubernetes.io/instance': 'web' };
  const managedFields = [{ manager: 'argocd-controller', time: '2026-01-02T03:04:05Z' }];
  return {
    metadata: { name, uid: name, resourceVersion: '8', labels, managedFields } as LiveObject['metadata'],
    ...changes,
  };
}

const configMap = (name: string, value = '1') => object({ apiVersion: 'v1', kind: 'ConfigMap', data: { value } }, name);
const custom = (kind: string, name: string) => object({ apiVersion: 'example.com/v1', kind }, name);

/** Of a kind that is served in the second of its versions. */
function definition(kind: string, plural: string): LiveObject {
  const versions = [
    { name: 'v1beta1', served: false },
    { name: 'v1', served: true },
  ];
  const spec = { group: 'example.com', scope: 'Cluster', names: { kind, plural }, versions };
  return object(
    { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', spec },
    `${plural}.example.com`,
  );
}

/** An API server that knows ConfigMaps and definitions, and has these objects at the start, by the path of their list. */
async function apiServer(objects: Readonly<Record<string, readonly LiveObject[]>> = {}) {
  const asked: string[] = [];
  const watching = new Map<string, ServerResponse>();
  const access = await serverThat(({ url = '' }, response) => {
    asked.push(url);
    const { pathname, searchParams } = new URL(url, 'https://server');
    if (searchParams.has('watch')) {
      response.flushHeaders();
      watching.set(pathname, response);
    } else {
      const list = { metadata: { resourceVersion: '7' }, items: objects[pathname] ?? [] };
      response.end(JSON.stringify(ANSWERS[pathname] ?? list));
    }
  });
  /** Tells a watch, as soon as somebody watches. */
  const tell = async (path: string, type: WatchEvent['type'], object: LiveObject) => {
    const watch = await until(`somebody to watch ${path}`, 5, async () => watching.get(path));
    watch.write(`${JSON.stringify({ type, object })}\n`);
  };
  return { cluster: new Cluster(access), asked, tell };
}

/** What watches have seen, as soon as that is so much. */
function seen(watches: Watches, count: number): Promise<string[]> {
  return until(`${count} actions`, 5, async () => {
    const actions = await watches.actions();
    return actions.length >= count ? actions.map(({ verb, kind, name }) => `${verb} ${kind} ${name}`) : undefined;
  });
}

test('watches tell what is done after the start', async () => {
  const server = await apiServer({ [CONFIG_MAPS]: [configMap('a')] });
  const watches = new Watches(server.cluster);
  await watches.ready();
  await server.tell(CONFIG_MAPS, 'MODIFIED', configMap('a', '2'));
  await server.tell(CONFIG_MAPS, 'ADDED', configMap('b'));
  await server.tell(CONFIG_MAPS, 'DELETED', configMap('b'));
  expect(await seen(watches, 3)).toEqual(['update ConfigMap a', 'create ConfigMap b', 'delete ConfigMap b']);
  watches.stop();
});

test('watches begin where the lists of the start end, so that nothing is lost in between', async () => {
  const server = await apiServer();
  const watches = new Watches(server.cluster);
  await watches.ready();
  await server.tell(CONFIG_MAPS, 'ADDED', configMap('a'));
  await seen(watches, 1);
  expect(server.asked.filter((url) => url.startsWith(CONFIG_MAPS))).toEqual([
    CONFIG_MAPS,
    `${CONFIG_MAPS}?watch=true&resourceVersion=7`,
  ]);
  watches.stop();
});

test('what is defined later is watched at once, and the server is not asked what it knows by now', async () => {
  const server = await apiServer();
  const watches = new Watches(server.cluster);
  await watches.ready();
  await server.tell(DEFINITIONS, 'ADDED', definition('Sight', 'sights'));
  await server.tell(DEFINITIONS, 'MODIFIED', definition('Sight', 'sights'));
  await server.tell('/apis/example.com/v1/sights', 'ADDED', custom('Sight', 'a'));
  await server.tell(DEFINITIONS, 'ADDED', definition('View', 'views'));
  await server.tell('/apis/example.com/v1/views', 'ADDED', custom('View', 'b'));
  expect((await seen(watches, 4)).sort()).toEqual([
    'create CustomResourceDefinition sights.example.com',
    'create CustomResourceDefinition views.example.com',
    'create Sight a',
    'create View b',
  ]);
  const asked = server.asked.filter((url) => url === '/apis' || url.startsWith('/apis/example.com'));
  expect(asked).toEqual(['/apis', '/apis/example.com/v1/sights?watch=true', '/apis/example.com/v1/views?watch=true']);
  watches.stop();
});

test('a definition that the server serves in no version is not watched', () => {
  const { spec, ...rest } = definition('Sight', 'sights');
  expect(
    definedKind({ ...rest, spec: { ...(spec as object), versions: [{ name: 'v1', served: false }] } }),
  ).toBeUndefined();
});
