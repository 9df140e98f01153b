import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { AppProject, type AppProjectProps } from './app-project';
import { Application } from './application';
import type { Cluster } from './cluster';
import { dnsLabelProblems } from './dns-label';
import { Namespace, type NamespaceProps } from './namespace';
import { isOrdered, type Ordered } from './order';
import { place } from './placement';
import type { Platform } from './platform';
import { ROOT_KINDS, RootApp, type RootAppProps } from './root-app';
import { platformProblems } from './same-environment';
import { environmentOf, isLeftOut, markAs } from './scope';
import { Source } from './source';
import { surroundingsOf } from './surroundings';
import type { SyncProps } from './sync';

export interface EnvironmentProps {
  /** @default the cluster that Argo CD runs in */
  readonly cluster?: Cluster;
  /**
   * The revision that the environment follows.
   * @default the repository's
   */
  readonly revision?: string;
  /**
   * What its Applications may use.
   * @default this platform's repository, namespaces `*-<name>`, Namespaces and PersistentVolumes, warning of orphans
   */
  readonly project?: Omit<AppProjectProps, 'name' | 'wave'>;
  /** How its Applications are synced, where they do not say otherwise. */
  readonly sync?: SyncProps;
  readonly root?: RootAppProps;
  /** Labels of every namespace. */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
}

/**
 * dev, prod, an edge cluster: a root Application, an AppProject, and what they deliver.
 *
 * The name is a type (`Environment<'dev'>`) that everything made of it carries, so that mixing two environments does
 * not compile. As a cdk8s Chart it holds what its root syncs: the AppProject, Applications and ApplicationSets.
 */
export class Environment<const E extends string> extends Chart {
  /** @throws when `construct` lies in no Environment. */
  static override of(construct: IConstruct): Environment<string> {
    return environmentOf(construct);
  }

  readonly cluster: Cluster;
  readonly revision: string;
  readonly sync: SyncProps;
  /** Itself, so that an environment and a layer of it are the same kind of scope. */
  readonly environment: Environment<E> = this;
  /** What its root syncs, below the output folder. */
  readonly folder: string;
  readonly project: AppProject;
  readonly root: RootApp;
  /** The destination of what spans several namespaces or none. */
  readonly home: Namespace<E>;

  private readonly folders = new Map<string, string>();
  private readonly namespaces = new Map<string, { readonly namespace: Namespace<E>; readonly asked: string }>();
  private readonly differences: string[] = [];
  private lastKnown: Ordered<string> | undefined;
  private readonly namespaceHome: Chart;
  private readonly namespaceApp: Application<E> | undefined;

  constructor(
    readonly platform: Platform,
    readonly name: E,
    private readonly props: EnvironmentProps = {},
  ) {
    super(platform, name, { disableResourceNameHashes: true });
    markAs('environment', this);
    this.cluster = props.cluster ?? platform.localCluster;
    this.revision = props.revision ?? platform.repository.revision;
    this.sync = props.sync ?? {};
    this.folder = `${platform.name}/${name}/apps`;
    place(this, { folder: this.folder, namespace: platform.instance.namespace });
    this.folders.set('apps', this.node.path);
    this.project = new AppProject(this, 'project', { ...(props.project ?? this.leastProject()), name, wave: -1 });
    this.root = new RootApp(platform.roots, name, this, props.root);
    // Where nothing splits the output into folders, namespaces lie beside the Applications and the root makes them.
    const owned = surroundingsOf(this) !== undefined;
    this.namespaceHome = owned ? new Chart(this, 'namespaces-content', { disableResourceNameHashes: true }) : this;
    this.home = this.namespaceFor('bootstrap');
    this.namespaceApp = owned ? this.deliverNamespaces() : undefined;
    this.node.addValidation({
      validate: () => [
        ...dnsLabelProblems('environment', name),
        ...platformProblems('cluster', this.cluster, platform),
        ...this.strangers(),
        ...this.differences,
      ],
    });
  }

  /** The namespace `<id>-<environment>`, made when it is first asked for. */
  namespaceFor(id: string, props: NamespaceProps = {}): Namespace<E> {
    const known = this.namespaces.get(id);
    const asked = JSON.stringify(props);
    if (known) {
      if (asked !== '{}' && asked !== known.asked) {
        this.differences.push(
          `namespaceFor("${id}") was asked for with ${known.asked} and with ${asked}; give its props once, at the first call`,
        );
      }
      return known.namespace;
    }
    const labels = { ...this.props.namespaceLabels, ...props.labels };
    const namespace = new Namespace(this, this.namespaceHome, `namespace-${id}`, id, { ...props, labels });
    this.namespaces.set(id, { namespace, asked });
    return namespace;
  }

  /** What is synced in the last wave. Known when the whole tree is built. */
  get last(): Ordered<string> | undefined {
    this.lastKnown ??= this.node
      .findAll()
      .filter(isOrdered)
      .filter((ordered) => ordered.environment === this && !isLeftOut(ordered))
      .reduce<Ordered | undefined>(
        (last, next) => (last && last.order.wave >= next.order.wave ? last : next),
        undefined,
      );
    return this.lastKnown;
  }

  /** What every Application of the environment waits for. */
  get prerequisites(): readonly Ordered<E>[] {
    return this.namespaceApp ? [this.namespaceApp] : [];
  }

  /** Reserves a content folder; answers with its owner when it is taken already. */
  takeFolder(folder: string, owner: IConstruct): string | undefined {
    if (isLeftOut(owner)) return undefined;
    const taken = this.folders.get(folder);
    if (taken === undefined) this.folders.set(folder, owner.node.path);
    return taken;
  }

  /** Objects that the root would have to make and may not. */
  private strangers(): string[] {
    if (!surroundingsOf(this)) return [];
    return this.node
      .findAll()
      .filter((construct) => ApiObject.isApiObject(construct))
      .filter((object) => object.chart === this && !ROOT_KINDS.includes(object.kind) && !isLeftOut(object))
      .map(
        (object) =>
          `${object.kind} ${object.name} (${object.node.path}) lies directly in the environment, whose root may make ` +
          'Applications and projects only; make it in a Chart that an Application delivers (Source.content)',
      );
  }

  private leastProject(): AppProjectProps {
    return {
      repositories: [this.platform.repository],
      destinations: [{ cluster: this.cluster, namespace: `*-${this.name}` }],
      clusterResources: [
        { group: '', kind: 'Namespace' },
        {
          group: '',
          kind: 'PersistentVolume',
          reason: 'those of storage that is gone stay in sight of Argo CD only while they are permitted',
        },
      ],
    };
  }

  private deliverNamespaces(): Application<E> {
    return new Application<E>(this, 'namespaces', {
      name: `${this.name}-namespaces`,
      source: Source.content(this.namespaceHome),
      namespace: this.home,
      sync: { mode: 'automated', prune: 'never' },
      deletion: 'keep',
    });
  }
}
