import { type Access, access } from './access';
import { follow, isNotFound, Refused, type Request, send } from './requests';

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
  private readonly resources = new Map<string, Promise<readonly Resource[]>>();
  private opened: Promise<Access> | undefined;

  /** @param from the path of a kubeconfig, or what one gives */
  constructor(private readonly from: string | Access) {}

  /** The object, or nothing where there is none. */
  async get<T extends LiveObject = LiveObject>(reference: Reference): Promise<T | undefined> {
    try {
      return await this.send<T>({ method: 'GET', path: await this.path(reference) });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async list<T extends LiveObject = LiveObject>(apiVersion: string, kind: string, namespace?: string): Promise<T[]> {
    const path = await this.path({ apiVersion, kind, ...(namespace === undefined ? {} : { namespace }) });
    return (await this.listing<T>({ apiVersion, kind, path })).items;
  }

  /** What a list has at its path. */
  async listing<T extends LiveObject = LiveObject>(of: Omit<Kind, 'namespaced'>): Promise<Listing<T>> {
    const { apiVersion, kind, path } = of;
    const { items, metadata } = await this.send<List<T>>({ method: 'GET', path });
    const { resourceVersion } = metadata;
    return { items: items.map((item) => ({ ...item, apiVersion, kind })), resourceVersion };
  }

  /** Server-side apply, which takes fields over from others, as `kubectl apply --server-side --force-conflicts` does. */
  async apply(object: Manifest, fieldManager = 'argosy-e2e'): Promise<LiveObject> {
    const path = `${await this.path(referenceTo(object))}?fieldManager=${fieldManager}&force=true`;
    const contentType = 'application/apply-patch+yaml';
    return this.send({ method: 'PATCH', path, body: object, contentType });
  }

  /** A JSON merge patch: null removes a field. */
  async patch(reference: Reference, change: object): Promise<LiveObject> {
    const contentType = 'application/merge-patch+json';
    return this.send({ method: 'PATCH', path: await this.path(reference), body: change, contentType });
  }

  /** Deletes it; whether it was there. */
  async delete(reference: Reference, propagationPolicy: Propagation = 'Background'): Promise<boolean> {
    const path = await this.path(reference);
    try {
      await this.send({ method: 'DELETE', path, body: { propagationPolicy } });
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /** Whether the server has objects of this kind: it does so a moment after it says of a definition that it is established. */
  async serves(apiVersion: string, kind: string): Promise<boolean> {
    try {
      await this.resource(rootOf(apiVersion), kind);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /** Whether the server tells the schemas of a group and version already: it does so a moment after it serves them. */
  async describes(apiVersion: string): Promise<boolean> {
    const { paths } = await this.send<{ readonly paths: object }>({ method: 'GET', path: '/openapi/v3' });
    return rootOf(apiVersion).slice(1) in paths;
  }

  /** Every kind of object that the server lists and watches, in the version that it prefers, each with its path. */
  async kinds(): Promise<Kind[]> {
    const { groups } = await this.send<Groups>({ method: 'GET', path: '/apis' });
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
   * @param since the resourceVersion of a listing: only what changes after it is told, and once, as long as the server
   * remembers how far that was
   */
  watch(path: string, tell: (event: WatchEvent) => void, since?: string): Stop {
    let stopped = false;
    let end: Stop | undefined;
    let told = since;
    const hear = (event: WatchEvent | WatchError) => {
      if (stopped) return;
      if (event.type === 'ERROR') told = undefined;
      else {
        if (told !== undefined) told = event.object.metadata.resourceVersion;
        tell(event);
      }
    };
    const again = () => {
      if (!stopped) setTimeout(() => void begin(), AGAIN_MS).unref();
    };
    const begin = async (): Promise<void> => {
      if (stopped) return;
      try {
        const from = told === undefined ? '' : `&resourceVersion=${told}`;
        end = await follow(await this.access(), `${path}?watch=true${from}`, hear, again);
      } catch (error) {
        if (error instanceof Refused && error.code === GONE) told = undefined;
        again();
      }
      if (stopped) end?.();
    };
    void begin();
    return () => {
      stopped = true;
      end?.();
    };
  }

  private access(): Promise<Access> {
    this.opened ??= typeof this.from === 'string' ? access(this.from) : Promise.resolve(this.from);
    return this.opened;
  }

  private async send<T>(asked: Request): Promise<T> {
    return send<T>(await this.access(), asked);
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
      const found = (await this.known(root)).find((each) => each.kind === kind && !each.name.includes('/'));
      if (found) return found;
    }
    throw new Refused(404, 'NotFound', `the server knows no ${kind} in ${root}`);
  }

  /** What could not be told is not kept: the next one to ask may hear it. */
  private known(root: string): Promise<readonly Resource[]> {
    const known = this.resources.get(root) ?? this.discover(root);
    this.resources.set(root, known);
    known.catch(() => this.resources.delete(root));
    return known;
  }

  private async discover(root: string): Promise<readonly Resource[]> {
    const found = await this.send<{ readonly resources: readonly Resource[] }>({ method: 'GET', path: root });
    return found.resources;
  }
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: LiveObject;
}

/** Most often because of what the server does not remember any more. */
interface WatchError {
  readonly type: 'ERROR';
}

export type Stop = () => void;

const AGAIN_MS = 200;
/** What a server answers that does not remember any more what has changed since. */
const GONE = 410;

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Of the list of all of them, like `/apis/argoproj.io/v1alpha1/applications`. */
  readonly path: string;
}

/** Objects, and the version of all together from which a watch goes on. */
export interface Listing<T> {
  readonly items: T[];
  readonly resourceVersion: string;
}

interface List<T> {
  readonly items: readonly T[];
  readonly metadata: { readonly resourceVersion: string };
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

/** Empty for what Kubernetes calls the core. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

export function referenceTo({ apiVersion, kind, metadata: { name, namespace } }: Manifest): Reference {
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}
