import { ApiObject, type Chart, Lazy } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { AppProjectSpec } from '../imports/argoproj.io';
import type { Cluster } from './cluster';
import { isClusterScoped } from './cluster-scope';
import { deliveredObjects } from './delivered';
import { type Orphan, orphansBelow } from './orphan';
import type { Repository } from './repository';
import { platformProblems } from './same-environment';
import { isLeftOut, nearestEnvironment, platformOf } from './scope';
import type { BoundSource } from './source';

export interface DestinationGrant {
  readonly cluster: Cluster;
  /** A namespace, or a glob such as `*-dev`. */
  readonly namespace: string;
  readonly reason?: string;
}

export interface RepositoryGrant {
  readonly repository: Repository;
  readonly reason: string;
}

export interface ResourceGrant {
  /** API group, empty for the core group; `*` for all. */
  readonly group: string;
  /** Kind; `*` for all. */
  readonly kind: string;
  readonly reason?: string;
}

export interface OrphanPolicy {
  /** Whether orphans raise the OrphanedResourceWarning condition. */
  readonly warn: boolean;
  /** Entries beside those that follow from declared secrets, certificates and claims. */
  readonly ignore?: readonly Orphan[];
}

export interface AppProjectProps {
  /** @default the construct's id */
  readonly name?: string;
  readonly description?: string;
  readonly repositories: readonly (Repository | RepositoryGrant)[];
  readonly destinations: readonly DestinationGrant[];
  /** Cluster-scoped kinds. None by default in Argo CD, and here. */
  readonly clusterResources: readonly ResourceGrant[];
  /** Namespaced kinds. @default all, which is Argo CD's own default */
  readonly namespaceResources?: readonly ResourceGrant[];
  /** @default warn, and ignore what is declared */
  readonly orphans?: OrphanPolicy | 'untracked';
  /** The wave in the root that syncs it. Left out where a person applies it. */
  readonly wave?: number;
}

/** What an Application needs of its project. */
export interface ProjectUse {
  readonly by: IConstruct;
  readonly source: BoundSource;
  readonly namespace: { readonly name: string; readonly environment: { readonly cluster: Cluster } };
}

/**
 * The limits of a group of Applications: which repositories, destinations and kinds they may use.
 *
 * Its lists are stated, never derived: when a list narrows, Argo CD stops seeing live objects that it no longer
 * permits, and they stay for ever. What the Applications really use stands beside, as annotation
 * `argosy.io/least-privilege`. Every grant of everything
 * (`*`, `**`; not `*-dev`) needs a reason, which becomes the annotation `argosy.io/reasons`.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export class AppProject extends Construct {
  readonly name: string;
  private readonly used: ProjectUse[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AppProjectProps,
  ) {
    super(scope, id);
    this.name = props.name ?? id;
    new ApiObject(this, 'Default', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: {
        name: this.name,
        namespace: platformOf(this).instance.namespace,
        annotations: {
          ...(props.wave === undefined ? {} : { 'argocd.argoproj.io/sync-wave': String(props.wave) }),
          'argosy.io/reasons': Lazy.any({ produce: () => lines(this.reasons()) }),
          'argosy.io/least-privilege': Lazy.any({ produce: () => lines(leastPrivilege(this.uses)) }),
        },
      },
      spec: this.spec(),
    });
    platformOf(this).instance.claimName('AppProject', this.name, this);
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** Records what an Application needs, so that the least privilege can be told. */
  use(use: ProjectUse): void {
    if (!isLeftOut(use.by)) this.used.push(use);
  }

  /** What its Applications need. Known when the whole tree is built. */
  get uses(): readonly ProjectUse[] {
    return this.used;
  }

  private spec(): AppProjectSpec {
    const { props } = this;
    return {
      ...(props.description ? { description: props.description } : {}),
      sourceRepos: props.repositories.map((grant) => repositoryOf(grant).url),
      destinations: props.destinations.map(({ cluster, namespace }) => ({ server: cluster.server, namespace })),
      clusterResourceWhitelist: props.clusterResources.map(groupKind),
      ...(props.namespaceResources ? { namespaceResourceWhitelist: props.namespaceResources.map(groupKind) } : {}),
      ...(props.orphans === 'untracked' ? {} : { orphanedResources: this.orphanedResources(props.orphans) }),
    };
  }

  private orphanedResources(policy: OrphanPolicy | undefined): NonNullable<AppProjectSpec['orphanedResources']> {
    return {
      warn: policy?.warn ?? true,
      ignore: Lazy.any({
        produce: () => {
          const ignored = this.orphans().map(({ group, kind, name }) => ({ ...(group ? { group } : {}), kind, name }));
          return ignored.length > 0 ? ignored : undefined;
        },
      }),
    };
  }

  private orphans(): Orphan[] {
    if (this.props.orphans === 'untracked') return [];
    const environment = nearestEnvironment(this);
    return [...(environment ? orphansBelow(environment) : []), ...(this.props.orphans?.ignore ?? [])];
  }

  private reasons(): string[] {
    const { repositories, destinations, clusterResources, namespaceResources } = this.props;
    const orphans = this.orphans();
    return [
      ...repositories.flatMap((grant) => ('reason' in grant ? `${grant.repository.url}: ${grant.reason}` : [])),
      ...destinations.flatMap(({ namespace, reason }) => (reason ? `namespace ${namespace}: ${reason}` : [])),
      ...[...clusterResources, ...(namespaceResources ?? [])].flatMap((grant) =>
        grant.reason ? `${groupKindText(grant)}: ${grant.reason}` : [],
      ),
      ...[...new Set(orphans.map(({ reason }) => reason))].map((reason) => {
        const meant = orphans.filter((orphan) => orphan.reason === reason);
        return `orphans ${meant.map(({ kind, name }) => `${kind} ${name}`).join(', ')}: ${reason}`;
      }),
    ];
  }

  private problems(): string[] {
    const { repositories, destinations, clusterResources, namespaceResources = [] } = this.props;
    const resources = (what: string, grants: readonly ResourceGrant[]) =>
      grants
        .filter(({ group, kind }) => isWide(group) || isWide(kind))
        .map((grant) => ({ what: `${what} ${groupKindText(grant)}`, reason: grant.reason }));
    const wide = [
      ...repositories
        .filter((grant) => isWide(repositoryOf(grant).url))
        .map((grant) => ({
          what: `repository ${repositoryOf(grant).url}`,
          reason: 'reason' in grant ? grant.reason : '',
        })),
      ...destinations
        .filter(({ namespace }) => isWide(namespace))
        .map(({ namespace, reason }) => ({ what: `namespace ${namespace}`, reason })),
      ...resources('cluster resources', clusterResources),
      ...resources('namespace resources', namespaceResources),
    ];
    // Of its own cluster the environment speaks itself.
    const foreign = destinations
      .filter(({ cluster }) => cluster !== nearestEnvironment(this)?.cluster)
      .flatMap(({ cluster }) => platformProblems('cluster', cluster, platformOf(this)));
    const unreasoned = wide
      .filter(({ reason }) => !reason?.trim())
      .map(({ what }) => `grants ${what} without a reason; expected reason: '…', or a narrower grant`);
    return [...foreign, ...unreasoned];
  }
}

/** Lists as narrow as the uses allow; what a foreign chart makes is said to be unknown. */
function leastPrivilege(uses: readonly ProjectUse[]): string[] {
  if (uses.length === 0) return [];
  const repositories = uses.flatMap(({ source }) => source.sources.map(({ repoURL }) => repoURL));
  const destinations = uses.map(({ namespace }) => `${namespace.environment.cluster.server} ${namespace.name}`);
  const kinds = uses.flatMap(({ source }) => (source.content ? clusterKinds(source.content) : []));
  const unknown = uses
    .filter(({ source }) => takesFromElsewhere(source))
    .map(({ by }) => `cannot tell offline what ${by.node.path} makes`);
  return [
    ...sorted(repositories).map((url) => `sourceRepos: ${url}`),
    ...sorted(destinations).map((destination) => `destinations: ${destination}`),
    ...sorted(kinds).map((kind) => `clusterResourceWhitelist: ${kind}`),
    ...sorted(unknown).map((what) => `clusterResourceWhitelist: ${what}`),
  ];
}

/** Whether a source, or one of several, makes manifests that are not written here. */
function takesFromElsewhere({ sources, content }: BoundSource): boolean {
  const making = sources.filter(
    ({ ref, path, chart }) => ref === undefined || path !== undefined || chart !== undefined,
  );
  return making.length > (content ? 1 : 0);
}

/** Matches everything there is. */
function isWide(pattern: string): boolean {
  return /^[*?]+$/.test(pattern);
}

function clusterKinds(content: Chart): string[] {
  return deliveredObjects(content).filter(isClusterScoped).map(groupKindText);
}

function repositoryOf(grant: Repository | RepositoryGrant): Repository {
  return 'repository' in grant ? grant.repository : grant;
}

function groupKind({ group, kind }: ResourceGrant): { group: string; kind: string } {
  return { group, kind };
}

function groupKindText({ group, kind }: { readonly group: string; readonly kind: string }): string {
  return group ? `${group}/${kind}` : kind;
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function lines(texts: readonly string[]): string | undefined {
  return texts.length > 0 ? `${texts.join('\n')}\n` : undefined;
}
