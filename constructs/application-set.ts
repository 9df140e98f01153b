import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { ApplicationSetSpec, ApplicationSource } from '../imports/argoproj.io';
import type { AppProject, ProjectUse } from './app-project';
import { applicationLabels, type Deployable, RESOURCES_FINALIZER } from './application';
import type { Environment } from './environment';
import type { Generator } from './generator';
import type { Namespace } from './namespace';
import { Order, type Ordered } from './order';
import { namespaceProblems, platformProblems } from './same-environment';
import { layerOf } from './scope';
import { type SyncProps, syncPolicy } from './sync';
import { type Parameter, parameter } from './template';
import { waveAnnotation } from './wave';

/** What each Application of a set looks like. Text may hold parameters, in template literals. */
export interface ApplicationTemplate<E extends string> {
  readonly name: string;
  readonly source: ApplicationSource;
  /** A namespace of this environment, or a text with parameters. */
  readonly namespace: Namespace<E> | string;
  /** @default the environment's cluster */
  readonly server?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The same where a patch may supply the source, or several. */
type PatchedTemplate<E extends string> = Omit<ApplicationTemplate<E>, 'source'> &
  Partial<Pick<ApplicationTemplate<E>, 'source'>>;

/** Applications that sync together; the next step starts when all of them are synced, healthy and succeeded. */
export interface RollingStep {
  /** The label of the generated Applications that the step selects by. */
  readonly label: string;
  readonly in: readonly [string, ...string[]];
  /** How many at once, as a number or a percentage. Zero would never sync any. @default all */
  readonly maxUpdate?: number | `${number}%`;
}

export type ApplicationSetProps<E extends string, P extends object> = ApplicationSetOptions<E, P> &
  (Templated<E, P> | Patched<E, P>);

interface Templated<E extends string, P extends object> {
  readonly template: (parameters: Parameter<P>) => ApplicationTemplate<E>;
  readonly patch?: never;
}

interface Patched<E extends string, P extends object> {
  readonly template: (parameters: Parameter<P>) => PatchedTemplate<E>;
  /**
   * A Go template that is merged over each Application, for what text alone cannot say. Argo CD puts `spec.project` back
   * to that of the set.
   */
  readonly patch: string;
}

interface ApplicationSetOptions<E extends string, P extends object> {
  readonly generator: Generator<P>;
  /** @default `<id>-<environment>` */
  readonly name?: string;
  /**
   * Steps of a RollingSync, which orders every revision, where waves between Applications order creation only. It
   * takes the automated policy over, heals drift all the same, and needs a flag that this puts into `bootstrap/`.
   */
  readonly order?: readonly [RollingStep, ...RollingStep[]];
  readonly sync?: SyncProps;
  /**
   * What may happen to Applications whose element appears, changes or leaves. When the set itself goes its Applications
   * go, whatever this says. The controller honours it only where it has no policy of its own, or lets sets override it.
   * @default sync: create, update and delete
   */
  readonly policy?: 'sync' | 'create-only' | 'create-update' | 'create-delete';
  /**
   * What happens to the resources of an Application that leaves. `keep` is too late in the commit that removes the
   * element: the Application that leaves must have it already.
   * @default cascade: they are deleted
   */
  readonly deletion?: 'cascade' | 'keep';
  /** @default the environment's project */
  readonly project?: AppProject;
  /** What its Applications need of the project. @default what the template says of the elements of a list */
  readonly uses?: readonly ProjectUse[];
  readonly after?: readonly Ordered<E>[];
  readonly wave?: number;
}

/**
 * Applications of one kind, made by Argo CD from a generator. Templates are Go templates and fail on a missing
 * parameter instead of writing `<no value>`.
 *
 * Nothing can wait for a set by wave, because it is healthy as soon as its Applications exist; a set with `order` on
 * Argo CD 3 is the exception.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/
 */
export class ApplicationSet<E extends string, P extends object> extends Construct implements Ordered<E> {
  readonly environment: Environment<E>;
  readonly name: string;
  readonly order: Order;

  constructor(
    scope: Deployable<E>,
    id: string,
    private readonly props: ApplicationSetProps<NoInfer<E>, P>,
  ) {
    super(scope, id);
    const { environment } = scope;
    this.environment = environment;
    const { instance } = environment.platform;
    this.name = props.name ?? `${id}-${environment.name}`;
    this.order = new Order(this, {
      after: [...environment.prerequisites, ...(props.after ?? [])],
      wave: props.wave,
      refusal: () => this.refusal(),
    });
    if (props.order) instance.enableProgressiveSyncs(this);
    for (const { name } of this.known) instance.claimName('Application', name, this);
    for (const use of props.uses ?? this.knownUses) this.project.use(use);
    new ApiObject(this, 'Default', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      metadata: {
        name: this.name,
        namespace: instance.namespace,
        labels: applicationLabels(this, id, undefined),
        annotations: waveAnnotation(this.order),
      },
      spec: this.spec(),
    });
    this.node.addValidation({ validate: () => this.problems() });
  }

  private get project(): AppProject {
    return this.props.project ?? this.environment.project;
  }

  /** The Applications that are known offline: those of a list. */
  private get known(): PatchedTemplate<E>[] {
    return (this.props.generator.literals ?? []).map((element) => this.props.template(element));
  }

  private get sync(): SyncProps {
    return { ...this.environment.sync, ...this.props.sync };
  }

  private spec(): ApplicationSetSpec {
    const { props, environment } = this;
    const template = props.template(parameter<P>());
    const keep = props.deletion === 'keep';
    const policy = {
      ...(keep ? { preserveResourcesOnDeletion: true } : {}),
      ...(props.policy ? { applicationsSync: props.policy } : {}),
    };
    return {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [props.generator.entry],
      ...(props.order ? { strategy: { type: 'RollingSync', rollingSync: { steps: props.order.map(step) } } } : {}),
      ...(Object.keys(policy).length > 0 ? { syncPolicy: policy } : {}),
      template: {
        metadata: {
          name: template.name,
          labels: this.labels(template),
          ...(keep ? {} : { finalizers: [RESOURCES_FINALIZER] }),
        },
        spec: {
          project: this.project.name,
          ...(template.source ? { source: template.source } : {}),
          destination: {
            server: template.server ?? environment.cluster.server,
            namespace: namespaceName(template.namespace),
          },
          syncPolicy: syncPolicy(this.sync),
        },
      },
      ...(props.patch ? { templatePatch: props.patch } : {}),
    };
  }

  /** Of a generated Application; the steps of an order select by them. */
  private labels({ labels }: PatchedTemplate<E>): Readonly<Record<string, string>> {
    const layer = layerOf(this);
    return {
      set: this.node.id,
      env: this.environment.name,
      ...(layer ? { layer: layer.node.id } : {}),
      ...labels,
    };
  }

  private get knownUses(): ProjectUse[] {
    const { environment } = this;
    return this.known.map(({ source, namespace }) => ({
      by: this,
      source: { sources: source ? [source] : [], content: undefined, problems: [] },
      namespace: { name: namespaceName(namespace), environment },
    }));
  }

  private refusal(): string | undefined {
    if (this.props.order && this.environment.platform.instance.majorVersion >= 3) return undefined;
    return (
      'it is an ApplicationSet, healthy as soon as its Applications exist, so a wave behind it waits for nothing; ' +
      "wait for Applications instead (delivery: 'applications')"
    );
  }

  private problems(): string[] {
    const { namespace } = this.props.template(parameter<P>());
    return [
      ...this.props.generator.problems,
      ...(typeof namespace === 'string' ? [] : namespaceProblems(namespace, this.environment)),
      ...platformProblems('project', this.project, this.environment.platform),
      ...(this.props.order ? this.orderProblems(this.props.order) : []),
    ];
  }

  private orderProblems(order: readonly RollingStep[]): string[] {
    const stuck = this.sync.prune === 'never' || this.sync.mode === 'manual';
    return [
      ...(stuck
        ? [
            'it has an order and does not prune, so a removed manifest stops the rollout for ever; let it prune by itself',
          ]
        : []),
      ...order
        .filter(({ maxUpdate }) => maxUpdate === 0 || maxUpdate === '0%')
        .map(
          (never) => `the step ${never.label} in [${never.in.join(', ')}] has maxUpdate 0 and never syncs; raise it`,
        ),
      ...this.known
        .filter((known) => !order.some((rolling) => selects(rolling, this.labels(known))))
        .map(({ name }) => `its Application ${name} is in no step of the order, so it never syncs; add it to a step`),
    ];
  }
}

function namespaceName(namespace: { readonly name: string } | string): string {
  return typeof namespace === 'string' ? namespace : namespace.name;
}

function selects({ label, in: values }: RollingStep, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[label];
  return value !== undefined && values.includes(value);
}

function step({ label, in: values, maxUpdate }: RollingStep): {
  matchExpressions: { key: string; operator: string; values: readonly string[] }[];
  maxUpdate?: number | string;
} {
  return {
    matchExpressions: [{ key: label, operator: 'In', values }],
    ...(maxUpdate === undefined ? {} : { maxUpdate }),
  };
}
