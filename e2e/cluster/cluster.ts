import { type KubeConfig, Watch } from '@kubernetes/client-node';
import { loadKubeconfig, Refused, send } from './requests';

/** Which object: all that an API server needs to find it. */
export interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** What is sent to an API server. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
}

/** One object as the API server gives it. */
export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec?: unknown;
  readonly status?: unknown;
  readonly [field: string]: unknown;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
}

export type Propagation = 'Foreground' | 'Background' | 'Orphan';

/** An API server, ours or anyone's, as its kubeconfig gives access to it. */
export class Cluster {
  private readonly config: KubeConfig;
  private readonly resources = new Map<string, Promise<readonly Resource[]>>();

  constructor(readonly kubeconfig: string) {
    this.config = loadKubeconfig(kubeconfig);
  }

  /** The object, or nothing where there is none. */
  async get<T extends LiveObject = LiveObject>(reference: Reference): Promise<T | undefined> {
    try {
      return await send<T>(this.config, { method: 'GET', path: await this.path(reference) });
    } catch (error) {
      if (error instanceof Refused && error.code === 404) return undefined;
      throw error;
    }
  }

  async list<T extends LiveObject = LiveObject>(apiVersion: string, kind: string, namespace?: string): Promise<T[]> {
    const path = await this.path({ apiVersion, kind, ...(namespace === undefined ? {} : { namespace }) });
    const { items } = await send<{ readonly items: readonly T[] }>(this.config, { method: 'GET', path });
    return items.map((item) => ({ ...item, apiVersion, kind }));
  }

  /** Server-side apply, which takes fields over from others, as `kubectl apply --server-side --force-conflicts` does. */
  async apply(object: Manifest, fieldManager = 'argosy-e2e'): Promise<LiveObject> {
    const path = `${await this.path(referenceTo(object))}?fieldManager=${fieldManager}&force=true`;
    const contentType = 'application/apply-patch+yaml';
    return send(this.config, { method: 'PATCH', path, body: object, contentType });
  }

  /** A JSON merge patch: null removes a field. */
  async patch(reference: Reference, change: object): Promise<LiveObject> {
    const contentType = 'application/merge-patch+json';
    return send(this.config, { method: 'PATCH', path: await this.path(reference), body: change, contentType });
  }

  /** Deletes it; whether it was there. */
  async delete(reference: Reference, propagationPolicy: Propagation = 'Background'): Promise<boolean> {
    const path = await this.path(reference);
    try {
      await send(this.config, { method: 'DELETE', path, body: { propagationPolicy } });
      return true;
    } catch (error) {
      if (error instanceof Refused && error.code === 404) return false;
      throw error;
    }
  }

  /** Whether the server tells the schemas of a group and version already: it does so a moment after it serves them. */
  async describes(apiVersion: string): Promise<boolean> {
    const { paths } = await send<{ readonly paths: object }>(this.config, { method: 'GET', path: '/openapi/v3' });
    return rootOf(apiVersion).slice(1) in paths;
  }

  /** Every kind of object that the server lists and watches, in the version that it prefers, each with its path. */
  async kinds(): Promise<Kind[]> {
    const { groups } = await send<Groups>(this.config, { method: 'GET', path: '/apis' });
    const versions = ['v1', ...groups.map(({ preferredVersion }) => preferredVersion.groupVersion)];
    const found = versions.map(async (apiVersion) => {
      const root = rootOf(apiVersion);
      const listed = (await this.discover(root)).filter(
        ({ verbs }) => verbs.includes('list') && verbs.includes('watch'),
      );
      return listed.map(({ kind, name, namespaced }) => ({ apiVersion, kind, namespaced, path: `${root}/${name}` }));
    });
    return (await Promise.all(found)).flat();
  }

  /**
   * Tells of every object of a kind, those that are there first, until it is stopped. A watch that the server ends is
   * begun anew, so an object may be told of twice.
   *
   * @param path of the list, like `/apis/argoproj.io/v1alpha1/applications`
   */
  watch(path: string, tell: (event: WatchEvent) => void): Stop {
    let stopped = false;
    let request: AbortController | undefined;
    const begin = async (): Promise<void> => {
      if (stopped) return;
      request = await new Watch(this.config).watch(
        path,
        {},
        (type, object) => {
          if (!stopped && (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED')) tell({ type, object });
        },
        () => {
          if (!stopped) setTimeout(() => void begin().catch(() => undefined), AGAIN_MS).unref();
        },
      );
      if (stopped) request.abort();
    };
    void begin().catch(() => setTimeout(() => void begin(), AGAIN_MS).unref());
    return () => {
      stopped = true;
      request?.abort();
    };
  }

  private async path(of: Omit<Reference, 'name'> & { readonly name?: string }): Promise<string> {
    const { apiVersion, kind, name, namespace } = of;
    const root = rootOf(apiVersion);
    const resource = await this.resource(root, kind);
    const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
    return `${root}${scope}/${resource.name}${name === undefined ? '' : `/${name}`}`;
  }

  /** Looked up once, and again where a kind is not known: its definition may have come since. */
  private async resource(root: string, kind: string): Promise<Resource> {
    for (const again of [false, true]) {
      if (again) this.resources.delete(root);
      const known = this.resources.get(root) ?? this.discover(root);
      this.resources.set(root, known);
      const found = (await known).find((each) => each.kind === kind && !each.name.includes('/'));
      if (found) return found;
    }
    throw new Refused(404, 'NotFound', `the server knows no ${kind} in ${root}`);
  }

  private async discover(root: string): Promise<readonly Resource[]> {
    const found = await send<{ readonly resources: readonly Resource[] }>(this.config, { method: 'GET', path: root });
    return found.resources;
  }
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: LiveObject;
}

export type Stop = () => void;

const AGAIN_MS = 200;

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Of the list of all of them, like `/apis/argoproj.io/v1alpha1/applications`. */
  readonly path: string;
}

interface Groups {
  readonly groups: readonly { readonly preferredVersion: { readonly groupVersion: string } }[];
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function referenceTo({ apiVersion, kind, metadata: { name, namespace } }: Manifest): Reference {
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}
