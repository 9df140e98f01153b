import { Construct } from 'constructs';
import type { ApplicationSource } from '../imports/argoproj.io';
import { Application, type Deployable } from './application';
import { ApplicationSet, type RollingStep } from './application-set';
import type { Environment } from './environment';
import { Generator } from './generator';
import type { Namespace } from './namespace';
import type { Order, Ordered } from './order';
import { isLayer } from './scope';
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
    this.environment = isLayer(scope) ? scope.environment : scope;
    this.last = props.delivery === 'applications' ? inWaves(scope, props) : inSteps(scope, id, props);
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
  if (!last) throw new Error(`${scope.node.path}: an ApplicationGroup has no Application; give it at least one`);
  return last;
}

function inSteps<E extends string>(scope: Deployable<E>, id: string, props: ApplicationGroupProps<E>): Ordered<E> {
  const environment = isLayer(scope) ? scope.environment : scope;
  const members = Object.entries(props.applications).map(([app, { source, namespace }]) => ({
    app,
    namespace: namespace.name,
    bound: source.bind({ environment, folder: app, namespace: namespace.name, owner: `${scope.node.path}/${app}` }),
  }));
  const [first, ...others] = members.map(({ app }): RollingStep => ({ label: 'app', in: [app] }));
  if (!first) throw new Error(`${scope.node.path}/${id}: the group has no Application; give it at least one`);
  const folder = commonFolder(members.map(({ bound }) => bound));
  const set = new ApplicationSet(scope, id, {
    generator: Generator.list(
      members.map(({ app, namespace, bound }) => ({ app, namespace, ...elementSource(bound, folder !== undefined) })),
    ),
    template: (parameters) => ({
      name: `${parameters.app}-${environment.name}`,
      namespace: `${parameters.namespace}`,
      labels: { app: `${parameters.app}` },
      ...(folder ? { source: { ...folder, path: `${parameters.path}` } } : {}),
    }),
    ...(folder ? {} : { patch: SOURCES_PATCH }),
    order: [first, ...others],
    ...(props.sync ? { sync: props.sync } : {}),
    ...(props.after ? { after: props.after } : {}),
  });
  set.node.addValidation({ validate: () => members.flatMap(({ bound }) => bound.problems) });
  return set;
}

/** A source is an object, which the text of a template cannot hold. */
const SOURCES_PATCH = 'spec:\n  sources: {{ toJson .sources }}\n';

function elementSource(
  { sources }: BoundSource,
  sameRepository: boolean,
): { readonly path: string } | { readonly sources: readonly ApplicationSource[] } {
  return sameRepository ? { path: sources[0]?.path ?? '' } : { sources };
}

/** What the sources share when they differ in nothing but the folder. */
function commonFolder(bound: readonly BoundSource[]): { repoURL: string; targetRevision: string } | undefined {
  const sources = bound.map(({ sources: [source, ...others] }) => (others.length === 0 ? source : undefined));
  const [first] = sources;
  if (first?.path === undefined || first.targetRevision === undefined) return undefined;
  const { repoURL, targetRevision } = first;
  const plain = sources.every(
    (source) =>
      source?.path !== undefined &&
      source.repoURL === repoURL &&
      source.targetRevision === targetRevision &&
      Object.keys(source).every((key) => key === 'path' || key === 'repoURL' || key === 'targetRevision'),
  );
  return plain ? { repoURL, targetRevision } : undefined;
}
