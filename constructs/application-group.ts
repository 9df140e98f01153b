import { Construct } from 'constructs';
import { Application, type Deployable } from './application';
import { ApplicationSet, type RollingStep } from './application-set';
import type { Environment } from './environment';
import { Generator } from './generator';
import type { Namespace } from './namespace';
import type { Order, Ordered } from './order';
import { namespaceProblems } from './same-environment';
import type { BoundSource, Source } from './source';
import type { SyncProps } from './sync';

export interface GroupMember<E extends string> {
  readonly source: Source;
  readonly namespace: Namespace<E>;
}

export interface ApplicationGroupProps<E extends string> {
  /** The table, in the order in which its Applications roll out. */
  readonly applications: Readonly<Record<string, GroupMember<E>>>;
  /**
   * `applicationset`: one set with RollingSync, which orders every revision. `applications`: one Application each,
   * with waves, which order the first rollout only and let others wait for the group. Chosen at the beginning:
   * changing it later recreates every Application and all that it owns, claims included.
   */
  readonly delivery: 'applications' | 'applicationset';
  /** Waves of `applications`. @default derived from `after` */
  readonly waves?: { readonly first: number; readonly step: number };
  readonly after?: readonly Ordered<E>[];
  readonly sync?: SyncProps;
}

/** Applications from one table, delivered as the team prefers; the content is the same in both forms. */
export class ApplicationGroup<E extends string> extends Construct implements Ordered<E> {
  readonly environment: Environment<E>;
  private readonly last: Ordered<E>;

  constructor(scope: Deployable<E>, id: string, props: ApplicationGroupProps<NoInfer<E>>) {
    super(scope, id);
    this.environment = scope.environment;
    this.last = props.delivery === 'applications' ? inWaves<E>(this, props) : inSteps<E>(this, props);
  }

  get order(): Order {
    return this.last.order;
  }
}

function inWaves<E extends string>(scope: Deployable<E>, props: ApplicationGroupProps<E>): Ordered<E> {
  const { applications, waves, sync, after = [] } = props;
  let previous = after;
  for (const [position, [id, member]] of Object.entries(applications).entries()) {
    const application = new Application<E>(scope, id, {
      ...member,
      after: previous,
      ...(waves ? { wave: waves.first + position * waves.step } : {}),
      ...(sync ? { sync } : {}),
    });
    previous = [application];
  }
  const [last] = previous;
  if (!last) throw new Error(`${scope.node.path}: the group has no Application; give it at least one`);
  return last;
}

function inSteps<E extends string>(scope: Deployable<E>, props: ApplicationGroupProps<E>): Ordered<E> {
  const { environment } = scope;
  const members = Object.entries(props.applications).map(([app, { source, namespace }]) => ({
    app,
    namespace,
    source: source.bind({ environment, folder: app, namespace: namespace.name, owner: scope }),
  }));
  const [first, ...others] = members.map(({ app }): RollingStep => ({ label: 'app', in: [app] }));
  if (!first) throw new Error(`${scope.node.path}: the group has no Application; give it at least one`);
  const common = {
    order: [first, ...others] as const,
    uses: members.map(({ namespace, source }) => ({ by: scope, source, namespace })),
    ...(props.sync ? { sync: props.sync } : {}),
    ...(props.after ? { after: props.after } : {}),
  };
  const template = (parameters: { readonly app: object | string; readonly namespace: object | string }) => ({
    name: `${parameters.app}-${environment.name}`,
    namespace: `${parameters.namespace}`,
    labels: { app: `${parameters.app}` },
  });
  const folders = commonFolders(members);
  const set = folders
    ? new ApplicationSet(scope, scope.node.id, {
        ...common,
        generator: Generator.list(folders.elements),
        template: (parameters) => ({
          ...template(parameters),
          source: { ...folders.shared, path: `${parameters.path}` },
        }),
      })
    : new ApplicationSet(scope, scope.node.id, {
        ...common,
        generator: Generator.list(
          members.map(({ app, namespace, source }) => ({ app, namespace: namespace.name, sources: source.sources })),
        ),
        template,
        patch: SOURCES_PATCH,
      });
  set.node.addValidation({
    validate: () =>
      members.flatMap(({ source, namespace }) => [...source.problems, ...namespaceProblems(namespace, environment)]),
  });
  return set;
}

/** A source is an object, which the text of a template cannot hold. */
const SOURCES_PATCH = 'spec:\n  sources: {{ toJson .sources }}\n';

interface BoundMember {
  readonly app: string;
  readonly namespace: { readonly name: string };
  readonly source: BoundSource;
}

/** What the sources share, and the rest as elements, when they differ in nothing but the folder. */
function commonFolders(members: readonly BoundMember[]) {
  const folders = members.flatMap(({ app, namespace, source }) => {
    const folder = plainFolder(source);
    return folder ? [{ ...folder, element: { app, namespace: namespace.name, path: folder.path } }] : [];
  });
  const [first] = folders;
  if (!first || folders.length < members.length) return undefined;
  const { repoURL, targetRevision } = first;
  const same = folders.every((folder) => folder.repoURL === repoURL && folder.targetRevision === targetRevision);
  return same ? { shared: { repoURL, targetRevision }, elements: folders.map(({ element }) => element) } : undefined;
}

/** A single source that is a folder at a revision and says no more. */
function plainFolder({ sources }: BoundSource) {
  const [source, ...others] = sources;
  if (!source || others.length > 0) return undefined;
  const { repoURL, targetRevision, path, ...rest } = source;
  if (targetRevision === undefined || path === undefined || Object.keys(rest).length > 0) return undefined;
  return { repoURL, targetRevision, path };
}
