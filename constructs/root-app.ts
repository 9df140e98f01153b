import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { ApplicationSpec } from '../imports/argoproj.io';
import type { Environment } from './environment';
import { inOutput } from './surroundings';
import { ROLLOUT_RETRY, type SyncProps, syncPolicy } from './sync';

export interface RootAppProps {
  /** @default `<platform>-<environment>` */
  readonly name?: string;
  /** @default automated, pruning and healing, with ROLLOUT_RETRY */
  readonly sync?: SyncProps;
  /**
   * The folder that it syncs, from the root of the repository. In a stock cdk8s App, which knows no folders, say where
   * you put the environment's chart.
   * @default the environment's `apps` folder in the output
   */
  readonly path?: string;
}

/** What a root may make. One object of another kind, and Argo CD refuses the whole sync. */
export const ROOT_KINDS: readonly string[] = ['Application', 'ApplicationSet', 'AppProject'];

/**
 * The App of Apps of one environment: the Application that makes the environment's AppProject and Applications. Stands
 * in `root.yaml`, which a person applies once.
 *
 * It carries no finalizer, so deleting a root deletes nothing else. It lies outside of its own path, so it cannot
 * prune itself. One root an environment, because waves gate inside a root: a broken dev must not hold back prod.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/cluster-bootstrapping/
 */
export class RootApp extends Construct {
  readonly name: string;

  /** Made by `Environment`, under the platform's `roots`. */
  constructor(scope: Construct, id: string, environment: Environment<string>, props: RootAppProps = {}) {
    super(scope, id);
    const { platform } = environment;
    this.name = props.name ?? `${platform.name}-${environment.name}`;
    platform.instance.claimName('Application', this.name, this);
    const spec: ApplicationSpec = {
      project: platform.rootProject.name,
      source: {
        repoURL: platform.repository.url,
        targetRevision: environment.revision,
        path: props.path ?? inOutput(this, environment.folder),
      },
      destination: { server: platform.localCluster.server, namespace: platform.instance.namespace },
      syncPolicy: syncPolicy({ retry: ROLLOUT_RETRY, ...props.sync }),
    };
    new ApiObject(this, 'Default', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: this.name,
        namespace: platform.instance.namespace,
        labels: { app: 'root', env: environment.name },
      },
      spec,
    });
  }
}
