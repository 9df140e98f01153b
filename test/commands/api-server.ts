import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { load } from 'js-yaml';
import { listening } from './listening';

/** An object as it is kept. */
// biome-ignore lint/suspicious/noExplicitAny: whatever kubectl sends
export type Kept = Record<string, any>;

/**
 * An API server of what bootstrap needs: discovery, objects that are applied, and definitions that make kinds known. What
 * is put into it is well at once: Applications are Synced and Healthy, Pods are ready.
 */
export interface ApiServer {
  readonly url: string;
  /** What was written, in order: `PATCH apps/v1/namespaces/argocd/deployments/argocd-server`. */
  readonly writes: readonly string[];
  readonly objects: ReadonlyMap<string, Kept>;
  /** What is answered instead of keeping an object. */
  refuse: (path: string) => { readonly code: number; readonly reason: string } | undefined;
}

export interface ApiServerProps {
  /** How long a definition takes before its kind is served. */
  readonly establishMs?: number;
  /** Whether the Pods of this workload become ready. */
  readonly starts?: (name: string) => boolean;
  /** By path: `api/v1/namespaces/argocd/configmaps/argocd-cm`. */
  readonly objects?: Readonly<Record<string, Kept>>;
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const BUILT_IN: Readonly<Record<string, readonly Resource[]>> = {
  'api/v1': [
    { name: 'namespaces', kind: 'Namespace', namespaced: false },
    { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
    { name: 'serviceaccounts', kind: 'ServiceAccount', namespaced: true },
    { name: 'secrets', kind: 'Secret', namespaced: true },
  ],
  'apis/apps/v1': [
    { name: 'deployments', kind: 'Deployment', namespaced: true },
    { name: 'statefulsets', kind: 'StatefulSet', namespaced: true },
  ],
  'apis/apiextensions.k8s.io/v1': [
    { name: 'customresourcedefinitions', kind: 'CustomResourceDefinition', namespaced: false },
  ],
  'apis/rbac.authorization.k8s.io/v1': [{ name: 'clusterrolebindings', kind: 'ClusterRoleBinding', namespaced: false }],
};

export async function apiServer(props: ApiServerProps = {}): Promise<ApiServer> {
  const { establishMs = 0, starts = () => true } = props;
  const objects = new Map<string, Kept>(Object.entries(props.objects ?? {}));
  const writes: string[] = [];
  const made = { refuse: (() => undefined) as ApiServer['refuse'] };
  const since = new Map<string, number>();

  /** Groups and their resources, with those of definitions that have been there long enough. */
  const served = (): Record<string, readonly Resource[]> => {
    const all: Record<string, readonly Resource[]> = { ...BUILT_IN };
    for (const [path, { spec }] of objects) {
      if (!path.includes('/customresourcedefinitions/') || !isEstablished(path)) continue;
      const group = `apis/${spec.group}/${spec.versions[0].name}`;
      const resource = { name: spec.names.plural, kind: spec.names.kind, namespaced: spec.scope === 'Namespaced' };
      all[group] = [...(all[group] ?? []), resource];
    }
    return all;
  };
  const isEstablished = (path: string) => Date.now() - (since.get(path) ?? 0) >= establishMs;

  const seen = (path: string, object: Kept): Kept => {
    if (path.includes('/customresourcedefinitions/')) {
      const status = isEstablished(path) ? 'True' : 'False';
      return { ...object, status: { conditions: [{ type: 'Established', status }] } };
    }
    if (path.includes('/applications/')) {
      return { ...object, status: { sync: { status: 'Synced' }, health: { status: 'Healthy' } } };
    }
    if (!/\/(deployments|statefulsets)\//.test(path)) return object;
    const replicas = starts(object.metadata.name) ? (object.spec?.replicas ?? 1) : 0;
    return { ...object, status: { readyReplicas: replicas, updatedReplicas: replicas } };
  };

  const keep = (path: string, object: Kept, method: string): readonly [number, unknown] => {
    const refused = made.refuse(path);
    if (refused) return [refused.code, failure(refused.code, refused.reason, `${path} is refused`)];
    if (!objects.has(path)) since.set(path, Date.now());
    objects.set(path, object);
    writes.push(`${method} ${path.replace(/^apis?\//, '')}`);
    return [200, seen(path, object)];
  };

  const answer = (method: string, url: URL, body: Kept): readonly [number, unknown] => {
    const path = url.pathname.slice(1).replace(/\/$/, '');
    if (path === 'version') return [200, { major: '1', minor: '31', gitVersion: 'v1.31.4' }];
    // As a message of no fields: what kubectl does not find there it does not validate.
    if (path === 'openapi/v2') return [200, undefined];
    if (path === 'openapi/v3') return [200, { paths: schemaPaths(Object.keys(served())) }];
    if (path.startsWith('openapi/v3/')) return [200, schema(path.slice('openapi/v3/'.length), served())];
    if (path === 'api') return [200, { kind: 'APIVersions', versions: ['v1'] }];
    if (path === 'apis') return [200, groupList(Object.keys(served()))];
    const resources = served();
    const group = Object.keys(resources).find((each) => path === each || path.startsWith(`${each}/`));
    if (group === undefined) return NOT_FOUND;
    if (path === group) return [200, resourceList(group, resources[group] ?? [])];
    const manager = url.searchParams.get('fieldManager');
    if (method === 'POST') return keep(`${path}/${body.metadata.name}`, body, method);
    if (method === 'PATCH') {
      const before = objects.get(path) ?? {};
      const managedFields = [{ manager, operation: 'Apply' }];
      const metadata = { ...before.metadata, ...body.metadata, managedFields };
      return keep(path, { ...before, ...body, metadata }, method);
    }
    const one = objects.get(path);
    if (one) return [200, seen(path, one)];
    const [, , name] = /^(.*\/)?([a-z]+)$/.exec(path) ?? [];
    const resource = resources[group]?.find((each) => each.name === name);
    if (!resource || path.split('/').length - group.split('/').length === 2) return NOT_FOUND;
    return [200, listOf(group, resource, path, url.searchParams.get('labelSelector'))];
  };

  const listOf = (group: string, { name, kind }: Resource, path: string, selector: string | null) => {
    const scope = path.slice(0, -name.length);
    const items = [...objects]
      .filter(([each]) => each.startsWith(`${group}/`) && each.split('/').at(-2) === name && each.startsWith(scope))
      .filter(([, { metadata }]) => {
        const [key = '', value] = selector?.split('=') ?? [];
        return selector === null || metadata.labels?.[key] === value;
      })
      .map(([each, object]) => seen(each, object));
    return { kind: `${kind}List`, apiVersion: group.replace(/^apis?\//, ''), metadata: {}, items };
  };

  const server = createServer(async (request, response) => {
    const [code, document] = answer(
      request.method ?? '',
      new URL(request.url ?? '', 'http://server'),
      await bodyOf(request),
    );
    send(response, code, document);
  });
  return Object.assign(made, { url: `http://${await listening(server)}`, writes, objects });
}

async function bodyOf(request: IncomingMessage): Promise<Kept> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  if (request.headers['content-type'] === 'application/vnd.kubernetes.protobuf')
    return { metadata: { name: named(body) } };
  const text = body.toString('utf8');
  return text === '' ? {} : (load(text) as Kept);
}

/** What an object is called in the encoding that kubectl speaks from 1.32 on, of kinds that it knows itself. */
function named(body: Buffer): string {
  const object = member(body.subarray('k8s\0'.length), 2);
  return member(member(object, 1), 1).toString('utf8');
}

/** A member of a short message, all of whose members before it are messages or texts. */
function member(message: Buffer, wanted: number): Buffer {
  for (let at = 0; at < message.length; ) {
    const [tag = 0, length = 0] = message.subarray(at, at + 2);
    if (tag >> 3 === wanted) return message.subarray(at + 2, at + 2 + length);
    at += 2 + length;
  }
  throw new Error(`no member ${wanted} in ${message.toString('hex')}`);
}

function send(response: ServerResponse, code: number, document: unknown): void {
  response
    .writeHead(code, { 'content-type': 'application/json' })
    .end(document === undefined ? '' : JSON.stringify(document));
}

function failure(code: number, reason: string, message: string) {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code };
}

const NOT_FOUND = [404, failure(404, 'NotFound', 'the server could not find the requested resource')] as const;

function groupList(paths: readonly string[]) {
  const groups = paths.flatMap((path) => {
    const [, name, version] = path.split('/');
    if (name === undefined || version === undefined) return [];
    const preferredVersion = { groupVersion: `${name}/${version}`, version };
    return [{ name, versions: [preferredVersion], preferredVersion }];
  });
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

function resourceList(group: string, resources: readonly Resource[]) {
  const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group.replace(/^apis?\//, ''),
    resources: resources.map((each) => ({ ...each, singularName: '', verbs })),
  };
}

/** kubectl looks there whether the server itself validates fields, and leaves it to the server then. */
function schemaPaths(groups: readonly string[]) {
  return Object.fromEntries(groups.map((group) => [group, { serverRelativeURL: `/openapi/v3/${group}?hash=1` }]));
}

function schema(path: string, resources: Readonly<Record<string, readonly Resource[]>>) {
  const [, group, version] = path === 'api/v1' ? ['', '', 'v1'] : path.split('/');
  const parameters = [{ name: 'fieldValidation', in: 'query', schema: { type: 'string' } }];
  const patched = (resources[path] ?? []).map(({ name, kind }): [string, object] => [
    `/${path}/${name}/{name}`,
    { patch: { parameters, responses: {}, 'x-kubernetes-group-version-kind': { group, version, kind } } },
  ]);
  return { openapi: '3.0.0', info: { title: 'test', version: '1' }, paths: Object.fromEntries(patched) };
}
