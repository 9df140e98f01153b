import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { ApplicationSpec } from '../imports/argoproj.io';
import type { AppProject } from './app-project';
import { dnsLabelProblems } from './dns-label';
import type { Environment } from './environment';
import type { Namespace } from './namespace';
import { Order, type Ordered } from './order';
import { declareOrphan, type Orphan } from './orphan';
import { namespaceProblems, platformProblems } from './same-environment';
import { environmentOf, layerOf } from './scope';
import type { BoundSource, Source } from './source';
import { type SyncProps, syncPolicy } from './sync';
import { waveAnnotation } from './wave';

/** Where Applications are made: an environment, a layer that is switched with it, or a construct of yours in one. */
export type Deployable<E extends string> = Construct & { readonly environment: Environment<E> };

export interface ApplicationProps<E extends string> {
  readonly source: Source;
  /** The destination: its cluster is the environment's. */
  readonly namespace: Namespace<E>;
  /** @default `<id>-<environment>`, so that it is unique in its Argo CD */
  readonly name?: string;
  /**
   * What must be healthy before this is created. Order holds for the first rollout only: a later commit changes all
   * Applications at once.
   */
  readonly after?: readonly Ordered<E>[];
  /** Pins the sync wave. It must be above the waves of `after`. @default derived from `after` */
  readonly wave?: number;
  /** What differs from the environment's way of syncing. */
  readonly sync?: SyncProps;
  /**
   * What happens to its resources when the Application goes: `cascade` deletes them (Argo CD's finalizer), `keep`
   * leaves them running.
   * @default cascade
   */
  readonly deletion?: 'cascade' | 'keep';
  /** @default the environment's project */
  readonly project?: AppProject;
  readonly ignoreDifferences?: NonNullable<ApplicationSpec['ignoreDifferences']>;
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * What comes about beside its manifests and belongs to nobody, such as the Secret that a chart's Job writes. Its
   * AppProject ignores these.
   * @default none
   */
  readonly orphans?: readonly Orphan[];
  /** Why nothing can wait for it, where that is so. */
  readonly refusal?: () => string | undefined;
}

/**
 * An Argo CD Application of one environment, synced by that environment's root.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
 */
export class Application<E extends string> extends Construct {
  readonly environment: Environment<E>;
  readonly name: string;
  readonly namespace: Namespace<E>;
  readonly order: Order;
  readonly project: AppProject;
  readonly source: BoundSource;

  constructor(scope: Deployable<E>, id: string, props: ApplicationProps<NoInfer<E>>) {
    super(scope, id);
    const { environment } = scope;
    this.environment = environment;
    this.name = props.name ?? `${id}-${environment.name}`;
    this.namespace = props.namespace;
    this.project = props.project ?? environment.project;
    this.order = new Order(this, {
      after: [...environment.prerequisites, ...(props.after ?? [])],
      wave: props.wave,
      refusal: props.refusal,
    });
    this.source = props.source.bind({
      environment,
      folder: id,
      namespace: props.namespace.name,
      owner: this,
    });
    for (const orphan of props.orphans ?? []) declareOrphan(this, orphan);
    this.project.use({ by: this, source: this.source, namespace: this.namespace });
    environment.platform.instance.claimName('Application', this.name, this);
    new ApiObject(this, 'Default', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: this.name,
        namespace: environment.platform.instance.namespace,
        labels: applicationLabels(this, id, props.labels),
        annotations: { ...waveAnnotation(this.order), ...keptAnnotation(props, environment) },
        ...(props.deletion === 'keep' ? {} : { finalizers: [RESOURCES_FINALIZER] }),
      },
      spec: applicationSpec(this, props),
    });
    this.node.addValidation({
      validate: () => [
        ...dnsLabelProblems('Application', id, this.name),
        ...this.source.problems,
        ...namespaceProblems(this.namespace, environment),
        ...platformProblems('project', this.project, environment.platform),
      ],
    });
  }
}

/** Deleting the Application deletes what it made. Without it everything keeps running. */
export const RESOURCES_FINALIZER = 'resources-finalizer.argocd.argoproj.io';

/** Without a word the missing finalizer of an Application that prunes would look like an oversight. */
function keptAnnotation<E extends string>(
  { deletion, sync }: ApplicationProps<E>,
  environment: Environment<E>,
): { readonly 'argosy.io/reasons'?: string } {
  const { mode, prune } = { ...environment.sync, ...sync };
  const prunes = mode !== 'manual' && prune !== 'never';
  return deletion === 'keep' && prunes ? { 'argosy.io/reasons': 'deletion: what it made stays when it goes' } : {};
}

export function applicationLabels(
  construct: Construct,
  id: string,
  labels: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const layer = layerOf(construct);
  return { app: id, env: environmentOf(construct).name, ...(layer ? { layer: layer.node.id } : {}), ...labels };
}

function applicationSpec<E extends string>(app: Application<E>, props: ApplicationProps<E>): ApplicationSpec {
  const { environment } = app;
  const [first, ...others] = app.source.sources;
  return {
    project: app.project.name,
    ...(first && others.length === 0 ? { source: first } : { sources: [...app.source.sources] }),
    destination: { server: environment.cluster.server, namespace: app.namespace.name },
    syncPolicy: syncPolicy({ ...environment.sync, ...props.sync }),
    ...(props.ignoreDifferences ? { ignoreDifferences: props.ignoreDifferences } : {}),
  };
}
