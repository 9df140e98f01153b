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
   * with waves, which order the first rollout only and let others wait for the group.
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
  const elements = members.map(({ app, namespace }) => ({ app, namespace: namespace.name }));
  const folder = commonFolder(members.map(({ source }) => source));
  const set = folder
    ? new ApplicationSet(scope, scope.node.id, {
        ...common,
        generator: Generator.list(elements.map((element, at) => ({ ...element, path: pathOf(members[at]?.source) }))),
        template: (parameters) => ({ ...template(parameters), source: { ...folder, path: `${parameters.path}` } }),
      })
    : new ApplicationSet(scope, scope.node.id, {
        ...common,
        generator: Generator.list(
          elements.map((element, at) => ({ ...element, sources: members[at]?.source.sources ?? [] })),
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

function pathOf(source: BoundSource | undefined): string {
  return source?.sources[0]?.path ?? '';
}

/** What the sources share when they differ in nothing but the folder. */
function commonFolder(bound: readonly BoundSource[]): { repoURL: string; targetRevision: string } | undefined {
  const [first] = bound[0]?.sources ?? [];
  if (first?.path === undefined || first.targetRevision === undefined) return undefined;
  const { repoURL, targetRevision } = first;
  const plain = bound.every(({ sources: [source, ...others] }) => {
    const { path, ...rest } = source ?? { repoURL: '' };
    return path !== undefined && others.length === 0 && isSame(rest, { repoURL, targetRevision });
  });
  return plain ? { repoURL, targetRevision } : undefined;
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}
