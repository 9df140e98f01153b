import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Application, type Deployable } from './application';
import type { Environment } from './environment';
import { KEEP } from './keep';
import type { Namespace } from './namespace';
import type { Order, Ordered } from './order';
import { declareOrphan } from './orphan';
import { Source } from './source';
import type { ClaimProps } from './volume';

export interface StorageAppProps<E extends string, C extends string> {
  readonly namespace: Namespace<E>;
  readonly claims: Readonly<Record<C, ClaimProps>>;
  /** @default `<id>-storage-<environment>` */
  readonly name?: string;
  readonly after?: readonly Ordered<E>[];
  readonly wave?: number;
}

/** A claim, as a workload of the same namespace mounts it. */
export interface Claim<E extends string> {
  readonly claimName: string;
  readonly namespace: Namespace<E>;
  readonly access: ClaimProps['access'];
}

/**
 * Storage with a life of its own: PersistentVolumes and claims in an Application apart from their workloads.
 *
 * Safe by construction: it does not prune, does not cascade, never replaces, and each object says so itself
 * (`Prune=false` and `Delete=false`), so the data survives the removal of the Application, of its folder, of the root,
 * and a wrong commit. Volumes made by hand are retained.
 */
export class StorageApp<E extends string, const C extends string> extends Construct implements Ordered<E> {
  readonly environment: Environment<E>;
  readonly namespace: Namespace<E>;
  readonly application: Application<E>;

  constructor(
    scope: Deployable<E>,
    id: string,
    private readonly props: StorageAppProps<NoInfer<E>, C>,
  ) {
    super(scope, id);
    this.environment = scope.environment;
    this.namespace = props.namespace;
    const content = new Chart(this, 'content', { disableResourceNameHashes: true });
    for (const [key, claim] of entries(props.claims)) this.addClaim(content, key, claim);
    this.application = new Application<E>(this, `${id}-storage`, {
      name: props.name ?? `${id}-storage-${this.environment.name}`,
      source: Source.content(content),
      namespace: props.namespace,
      sync: { mode: 'automated', prune: 'never', selfHeal: true, allowEmpty: false, options: ['ServerSideApply=true'] },
      deletion: 'keep',
      ...(props.after ? { after: props.after } : {}),
      ...(props.wave === undefined ? {} : { wave: props.wave }),
      refusal: () => this.refusal(),
    });
    this.node.addValidation({ validate: () => this.waveProblems() });
  }

  get order(): Order {
    return this.application.order;
  }

  /** A claim that this storage declares. */
  claim(key: C): Claim<E> {
    const { access } = this.props.claims[key];
    return { claimName: this.claimName(key), namespace: this.namespace, access };
  }

  private claimName(key: C): string {
    return this.props.claims[key].name ?? `${this.node.id}-${key}-${this.environment.name}`;
  }

  private addClaim(content: Chart, key: C, claim: ClaimProps): void {
    const name = this.claimName(key);
    const volumeName = claim.volume ?? `${name}-pv`;
    const common = {
      storageClassName: claim.from.kind === 'class' ? claim.from.name : (claim.className ?? ''),
      accessModes: [claim.access],
    };
    const storage = claim.size.asString();
    if (claim.from.kind === 'nfs') {
      const { server, path } = claim.from;
      new ApiObject(content, `${key}-volume`, {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: volumeName, ...(claim.labels ? { labels: claim.labels } : {}), annotations: KEEP },
        spec: {
          ...common,
          capacity: { storage },
          persistentVolumeReclaimPolicy: 'Retain',
          claimRef: { namespace: this.namespace.name, name },
          nfs: { server, path },
        },
      });
    }
    new ApiObject(content, `${key}-claim`, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: this.namespace.name, annotations: KEEP },
      spec: {
        ...common,
        resources: { requests: { storage } },
        ...(claim.labels ? { selector: { matchLabels: claim.labels } } : {}),
        ...(claim.from.kind === 'nfs' ? { volumeName } : {}),
      },
    });
    declareOrphan(this, {
      group: '',
      kind: 'PersistentVolumeClaim',
      name,
      reason: 'outlives its Application on purpose; the entry silences a warning and protects nothing by itself',
    });
  }

  /** A claim that is bound only when a Pod uses it. */
  private get waitingClaim(): C | undefined {
    const waiting = entries(this.props.claims).find(
      ([, { from }]) => from.kind === 'class' && from.binding === 'WaitForFirstConsumer',
    );
    return waiting?.[0];
  }

  /** A later wave waits for the claim even where no `after` says so, because the root's waves are gated by health. */
  private waveProblems(): string[] {
    const claim = this.waitingClaim;
    if (claim === undefined) return [];
    const { wave } = this.order;
    const later = this.environment.last;
    if (!later || later.order.wave <= wave) return [];
    return [
      `its claim "${claim}" is bound only when its first consumer is scheduled, and ${later.node.path} in a later wave ` +
        `waits for that for ever; give this StorageApp and its consumer the same wave, the last one (wave: ${later.order.wave}), ` +
        'or take a class that binds at once',
    ];
  }

  private refusal(): string | undefined {
    const claim = this.waitingClaim;
    if (claim === undefined) return undefined;
    return (
      `its claim "${claim}" is bound only when its first consumer is scheduled, so waiting for it never ends; ` +
      'leave it out of after, or take a class that binds at once'
    );
  }
}

function entries<C extends string, V>(record: Readonly<Record<C, V>>): [C, V][] {
  return Object.entries(record) as [C, V][];
}
