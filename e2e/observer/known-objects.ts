import type { LiveObject } from '../cluster/cluster';
import type { Identity } from './action';
import { trackedBy } from './tracking';

/** Which object: with the resource's plural name, which a request for it has. */
export interface ResourceName extends Omit<Identity, 'kind'> {
  readonly resource: string;
}

/** Every object as it was last seen: what a deletion or a patch does not say about it is known from before. */
export class KnownObjects {
  private readonly objects = new Map<string, LiveObject>();
  private readonly kinds = new Map<string, string>();

  get(name: ResourceName): LiveObject | undefined {
    return this.objects.get(key(name));
  }

  /** The kind that a resource's objects have; its own name as long as none was seen. */
  kindOf({ group, resource }: ResourceName): string {
    return this.kinds.get(`${group}/${resource}`) ?? resource;
  }

  set(name: ResourceName, object: LiveObject): void {
    this.objects.set(key(name), object);
    this.kinds.set(`${name.group}/${name.resource}`, object.kind);
  }

  forget(name: ResourceName): void {
    this.objects.delete(key(name));
  }

  application(name: string): LiveObject | undefined {
    return this.applications().find(({ metadata }) => metadata.name === name);
  }

  /**
   * Whom an object of Argo CD's application controller belongs to. A namespace that `CreateNamespace` makes carries no
   * mark: it is the Application's whose sync aims at it, and runs now where there are several.
   */
  owner(object: LiveObject): string {
    const tracked = trackedBy(object);
    if (tracked !== undefined || object.kind !== 'Namespace') return tracked ?? '';
    const aiming = this.applications().filter((application) => createsNamespace(application, object.metadata.name));
    return (aiming.find(isSyncing) ?? aiming[0])?.metadata.name ?? '';
  }

  private applications(): LiveObject[] {
    return [...this.objects]
      .filter(([name]) => name.startsWith(`${APPLICATIONS}/`))
      .map(([, application]) => application);
  }
}

export const ARGO_CD = 'argoproj.io';
const APPLICATIONS = `${ARGO_CD}/applications`;

function key({ group, resource, namespace, name }: ResourceName): string {
  return [group, resource, namespace, name].join('/');
}

interface Destined {
  readonly destination?: { readonly namespace?: string };
  readonly syncPolicy?: { readonly syncOptions?: readonly string[] };
}

function createsNamespace({ spec }: LiveObject, namespace: string): boolean {
  const { destination, syncPolicy } = (spec ?? {}) as Destined;
  const creates = syncPolicy?.syncOptions?.includes('CreateNamespace=true') === true;
  return creates && destination?.namespace === namespace;
}

function isSyncing({ status, operation }: LiveObject): boolean {
  const { operationState } = (status ?? {}) as { readonly operationState?: { readonly phase?: string } };
  return operation !== undefined || operationState?.phase === 'Running';
}
