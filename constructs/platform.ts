import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { AppProject } from './app-project';
import { Cluster } from './cluster';
import { dnsLabelProblems } from './dns-label';
import { APPLICATION_HEALTH, HealthCustomization } from './health-customization';
import { Instance, type InstanceProps } from './instance';
import { place } from './placement';
import type { GitRepository } from './repository';
import { ROOT_KINDS } from './root-app';
import { markAs, platformOf } from './scope';
import { surroundingsOf } from './surroundings';

export interface PlatformProps {
  /** The repository that holds the synthesized output, and the revision its roots follow. */
  readonly repository: GitRepository;
  /**
   * The Argo CD installation that pulls it. Platforms that one installation pulls share its Instance
   * (`instance: shop.instance`), so that names they both use are found.
   * @default an Argo CD 2.13 of its own, in namespace `argocd`
   */
  readonly instance?: Instance | InstanceProps;
}

/**
 * One product's whole GitOps tree in one repository: environments, the Argo CD they share, and one root Application
 * for each environment.
 *
 * Its folder is `dist/<name>/`: `bootstrap/` is applied by hand before anything else, `root.yaml` after it, and Argo
 * CD pulls the rest.
 */
export class Platform extends Construct {
  /** @throws when `construct` lies in no Platform. */
  static of(construct: IConstruct): Platform {
    return platformOf(construct);
  }

  readonly repository: GitRepository;
  readonly instance: Instance;
  /** The cluster that Argo CD runs in. */
  readonly localCluster: Cluster;
  /** What is applied by hand before the roots: the roots' AppProject and Argo CD's own settings. */
  readonly bootstrap: Chart;
  /** `root.yaml`, the one file a person applies. */
  readonly roots: Chart;
  /** The AppProject of the roots. It lies outside what they sync, so that no root can lock itself out. */
  readonly rootProject: AppProject;

  constructor(
    scope: Construct,
    readonly name: string,
    props: PlatformProps,
  ) {
    super(scope, name);
    markAs('platform', this);
    this.repository = props.repository;
    this.localCluster = Cluster.local(this);
    this.bootstrap = new Chart(this, 'bootstrap', { disableResourceNameHashes: true });
    this.roots = new Chart(this, 'root', { disableResourceNameHashes: true });
    place(this.roots, { file: `${name}/root.yaml` });
    this.instance = props.instance instanceof Instance ? props.instance : this.ownInstance(props.instance);
    place(this.bootstrap, { folder: `${name}/bootstrap`, namespace: this.instance.namespace });
    this.rootProject = new AppProject(this.bootstrap, 'roots', {
      name: `${name}-roots`,
      description: `The root Applications of ${name}: they make Applications and nothing else.`,
      repositories: [props.repository],
      destinations: [{ cluster: this.localCluster, namespace: this.instance.namespace }],
      // Where no folder is an Application's of its own, the roots make the namespaces too.
      clusterResources: surroundingsOf(this) ? [] : [{ group: '', kind: 'Namespace' }],
      namespaceResources: ROOT_KINDS.map((kind) => ({ group: 'argoproj.io', kind })),
      // Argo CD itself lives in that namespace, tracked by nobody.
      orphans: 'untracked',
    });
    this.node.addValidation({ validate: () => dnsLabelProblems('platform', name) });
  }

  private ownInstance(props: InstanceProps | undefined): Instance {
    const instance = new Instance(this.bootstrap, 'argocd', props);
    // Argo CD dropped the health of Application in 1.8. Without it waves between Applications wait for nothing.
    new HealthCustomization(instance, 'application', APPLICATION_HEALTH);
    return instance;
  }
}
