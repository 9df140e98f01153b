import { type Cluster, type LiveObject, type Manifest, type Reference, referenceTo } from '../cluster/cluster';
import { until } from '../cluster/until';

/**
 * What the stories take on somebody's cluster, so that they take nothing over and leave nothing behind: what was not
 * there before, with all that is in it, and the settings of Argo CD, which are put back.
 */
export class Claims {
  private readonly taken = new Map<string, Reference>();
  private readonly settings = new Map<string, { readonly reference: Reference; readonly before?: LiveObject }>();

  constructor(private readonly cluster: Reach) {}

  /**
   * Of these manifests what stands for itself: Applications, sets, projects, and what has no namespace. What lies in a
   * namespace goes with that.
   *
   * @throws Error where the cluster has one of them already
   */
  async take(manifests: readonly Manifest[]): Promise<void> {
    for (const manifest of manifests) {
      const reference = referenceTo(manifest);
      if (isSetting(reference)) await this.keep(reference);
      else if (standsForItself(reference)) await this.claim(reference);
    }
  }

  /** Removes what was taken, and puts the settings back. */
  async release(): Promise<void> {
    try {
      await this.remove([...this.taken.values()]);
      this.taken.clear();
    } finally {
      for (const { reference, before } of this.settings.values()) await this.putBack(reference, before);
      this.settings.clear();
    }
  }

  private async claim(reference: Reference): Promise<void> {
    const key = keyOf(reference);
    if (this.taken.has(key)) return;
    if (await this.cluster.get(reference)) {
      throw new Error(
        `KUBECONFIG: the cluster has ${key} already, and a story would take it over; remove it where a run that was killed left it, or give another cluster`,
      );
    }
    this.taken.set(key, reference);
  }

  private async keep(reference: Reference): Promise<void> {
    const key = keyOf(reference);
    if (this.settings.has(key)) return;
    const before = await this.cluster.get(reference);
    this.settings.set(key, { reference, ...(before ? { before } : {}) });
  }

  private async remove(references: readonly Reference[]): Promise<void> {
    let left = references;
    await until(
      'what the suite made to be gone',
      180,
      async () => {
        left = await this.removed(references);
        return left.length === 0 || undefined;
      },
      () => left.map(keyOf),
    );
  }

  /**
   * Asks for the removal of those that are there and returns them: first of what makes others again, then of namespaces,
   * with which all goes that is in them, then of the volumes that were claimed there.
   */
  private async removed(references: readonly Reference[]): Promise<readonly Reference[]> {
    for (const isNext of [isArgoCds, isNamespace, () => true]) {
      const left: Reference[] = [];
      // A root is taken after what it makes.
      for (const reference of references.filter(isNext).reverse()) {
        const found = await this.cluster.get(reference);
        if (!found) continue;
        left.push(reference);
        // Nothing has to cascade, and a sync that is retried would be waited for.
        if (isArgoCds(reference) && found.metadata.finalizers) {
          await this.cluster.patch(reference, { metadata: { finalizers: null } });
        }
        await this.cluster.delete(reference);
      }
      if (left.length > 0) return left;
    }
    return [];
  }

  private async putBack(reference: Reference, before?: LiveObject): Promise<void> {
    const now = await this.cluster.get(reference);
    if (!now) return;
    if (!before) {
      await this.cluster.delete(reference);
      return;
    }
    const { labels, annotations } = now.metadata;
    await this.cluster.patch(reference, {
      data: changeBack(now.data, before.data),
      metadata: {
        labels: changeBack(labels, before.metadata.labels),
        annotations: changeBack(annotations, before.metadata.annotations),
      },
    });
  }
}

/** Of a cluster what it takes to claim. */
export type Reach = Pick<Cluster, 'get' | 'patch' | 'delete'>;

/** The merge patch that leads from one map to another; nothing at all is null. */
function changeBack(now: unknown, before: unknown): object | null {
  if (!before) return null;
  const added = Object.keys(now ?? {}).filter((key) => !(key in (before as object)));
  return { ...before, ...Object.fromEntries(added.map((key) => [key, null])) };
}

const keyOf = ({ kind, name }: Reference) => `${kind} ${name}`;
const isArgoCds = ({ apiVersion }: Reference) => apiVersion.startsWith('argoproj.io/');
const isNamespace = ({ kind }: Reference) => kind === 'Namespace';
const isSetting = ({ kind, namespace }: Reference) => namespace === 'argocd' && ['ConfigMap', 'Secret'].includes(kind);
const standsForItself = (reference: Reference) => isArgoCds(reference) || reference.namespace === undefined;
