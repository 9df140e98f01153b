import type { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ApplicationSource, ApplicationSourceDirectory, ApplicationSourceKustomize } from '../imports/argoproj.io';
import { deliveredObjects } from './delivered';
import type { Environment } from './environment';
import { place, placementOf } from './placement';
import type { GitRepository, HelmRepository } from './repository';
import { layerOf, nearestEnvironment } from './scope';
import { inOutput, surroundingsOf } from './surroundings';

/** Who a source is for: decides the folder of its content. */
export interface SourceSite {
  readonly environment: Environment<string>;
  /** The folder's name below the environment's. */
  readonly folder: string;
  /** The namespace that file names leave unsaid. */
  readonly namespace: string;
  /** The construct that pulls it. */
  readonly owner: IConstruct;
}

/** A source in its place: what Argo CD reads, and what is wrong with it. */
export interface BoundSource {
  readonly sources: readonly ApplicationSource[];
  /** Our own manifests, where the source has any. */
  readonly content: Chart | undefined;
  /** To be asked when the whole tree is built, because content is filled after it has its place. */
  readonly problems: readonly string[];
}

export interface PathProps {
  readonly repository: GitRepository;
  readonly path: string;
  /** @default the repository's */
  readonly revision?: string;
  readonly directory?: ApplicationSourceDirectory;
}

export type HelmProps<V extends object = object> = (HelmChart | HelmChartInGit) & HelmOptions<V>;

interface HelmChart {
  readonly repository: HelmRepository;
  readonly chart: string;
  /** An exact version: a range changes what runs without a commit. */
  readonly version: string;
}

/** A chart that a Git repository holds, at that repository's revision. */
interface HelmChartInGit {
  readonly repository: GitRepository;
  /** The folder of the chart. */
  readonly path: string;
}

interface HelmOptions<V extends object> {
  /** @default the Application's name */
  readonly releaseName?: string;
  /** Values, typed by an interface of yours; written into the Application, where a reviewer sees them. */
  readonly values?: V;
  /** Value files in the chart, or `$ref/path` in a repository of the same multi-source Application. */
  readonly valueFiles?: readonly string[];
  readonly skipCrds?: boolean;
}

export interface KustomizeProps {
  readonly repository: GitRepository;
  readonly path: string;
  /** @default the repository's */
  readonly revision?: string;
  readonly kustomize?: ApplicationSourceKustomize;
}

/**
 * Where an Application's manifests come from.
 *
 * `content` is the rule: the manifests are a Chart of ours, and its folder is the path, so that a path cannot be dead.
 * The other sources work in a stock cdk8s App as well.
 */
export abstract class Source {
  /** Manifests made here. A chart belongs to one Application. Needs the App of cdk8s-argosy. */
  static content(chart: Chart): Source {
    return new ContentSource(chart);
  }

  /** Manifests somebody else writes into a Git repository. */
  static path(props: PathProps): Source {
    return new PlainSource({
      repoURL: props.repository.url,
      targetRevision: props.revision ?? props.repository.revision,
      path: props.path,
      ...(props.directory ? { directory: props.directory } : {}),
    });
  }

  /** A Helm chart, rendered by Argo CD. */
  static helm<V extends object>(props: HelmProps<V>): Source {
    return new PlainSource(helmSource(props), registryProblems(props.repository));
  }

  /** A kustomization, built by Argo CD. */
  static kustomize(props: KustomizeProps): Source {
    return new PlainSource({
      repoURL: props.repository.url,
      targetRevision: props.revision ?? props.repository.revision,
      path: props.path,
      ...(props.kustomize ? { kustomize: props.kustomize } : {}),
    });
  }

  /** A repository that only lends value files, as `$name/...`, to the other sources of a `multi`. */
  static ref(name: string, repository: GitRepository): Source {
    return new PlainSource({ repoURL: repository.url, targetRevision: repository.revision, ref: name });
  }

  /** Several sources of one Application. Where two make the same object the last one wins. */
  static multi(...sources: readonly Source[]): Source {
    return new MultiSource(sources);
  }

  /** Puts the source in its place. Called once, by the construct that owns it. */
  bind(site: SourceSite): BoundSource {
    const whole = this.part(site);
    return {
      sources: whole.sources,
      content: whole.content,
      get problems() {
        return [...whole.problems, ...referenceProblems(whole.sources)];
      },
    };
  }

  /** The same of a source that may be one of several, so that what it refers to may be another one's. */
  abstract part(site: SourceSite): BoundSource;
}

class PlainSource extends Source {
  constructor(
    private readonly source: ApplicationSource,
    private readonly problems: readonly string[] = [],
  ) {
    super();
  }

  part(): BoundSource {
    return { sources: [this.source], content: undefined, problems: this.problems };
  }
}

class ContentSource extends Source {
  constructor(private readonly chart: Chart) {
    super();
  }

  part(site: SourceSite): BoundSource {
    const { environment, folder } = site;
    const { chart } = this;
    const { platform } = environment;
    const path = `${platform.name}/${environment.name}/${folder}`;
    const source = {
      repoURL: platform.repository.url,
      targetRevision: environment.revision,
      path: inOutput(chart, path),
    };
    const misplaced = this.misplaced(site);
    if (misplaced.length === 0) place(chart, { folder: path, namespace: site.namespace });
    return {
      sources: [source],
      content: chart,
      get problems() {
        return misplaced.length > 0 ? misplaced : deadPathProblems(chart, site);
      },
    };
  }

  /** Why the chart cannot have the folder. */
  private misplaced(site: SourceSite): string[] {
    const chart = this.chart.node.path;
    if (!surroundingsOf(this.chart)) {
      return [
        `its content ${chart} has no folder in a stock cdk8s App; use the App of cdk8s-argosy, or Source.path with a ` +
          'folder that you write yourself',
      ];
    }
    if (placementOf(this.chart)) {
      return [`its content ${chart} has a folder already, by another Application; give each Application a Chart`];
    }
    const taken = site.environment.takeFolder(site.folder, site.owner);
    if (!taken) return [];
    return [
      `its content folder "${site.folder}" of ${site.environment.node.path} is taken by ${taken}; ` +
        'rename one of the two',
    ];
  }
}

/** Why the path would not exist, now or in another state of the switches, or hold what belongs elsewhere. */
function deadPathProblems(chart: Chart, { environment, owner }: SourceSite): string[] {
  const content = `its content ${chart.node.path}`;
  const home = nearestEnvironment(chart);
  if (home && home !== environment) {
    return [`${content} lies in ${home.node.path}, not in ${environment.node.path}; make it where its Application is`];
  }
  const layer = layerOf(chart);
  if (layer?.kind === 'optional' && layer !== layerOf(owner)) {
    const fix = 'make both in one layer';
    return layer.enabled
      ? [`${content} goes when ${layer.node.path} is switched off, and its Application does not; ${fix}`]
      : [`${content} lies in ${layer.node.path}, which is off, and its Application does not; ${fix}`];
  }
  if (deliveredObjects(chart).length > 0) return [];
  return [`${content} makes nothing, so its path would not exist; put a manifest into it or remove the Application`];
}

class MultiSource extends Source {
  constructor(private readonly members: readonly Source[]) {
    super();
  }

  part(site: SourceSite): BoundSource {
    const bound = this.members.map((member) => member.part(site));
    const contents = bound.flatMap(({ content }) => content ?? []);
    return {
      sources: bound.flatMap(({ sources }) => sources),
      content: contents[0],
      get problems() {
        if (bound.length === 0) return ['Source.multi has no source; give it at least one'];
        return bound.flatMap(({ problems }) => problems);
      },
    };
  }
}

/** What is wrong with the refs of one Application and the value files that name them. */
function referenceProblems(sources: readonly ApplicationSource[]): string[] {
  const refs = sources.flatMap(({ ref }) => ref ?? []);
  const valueFiles = sources.flatMap(({ helm }) => helm?.valueFiles ?? []);
  return [
    ...refs
      .filter((ref) => !/^[a-zA-Z0-9_-]+$/.test(ref))
      .map((ref) => `its ref "${ref}" is no name to Argo CD; use letters, digits, - and _`),
    ...[...new Set(refs.filter((ref, at) => refs.indexOf(ref) < at))].map(
      (ref) => `its ref "${ref}" is given to two sources; rename one of them`,
    ),
    ...valueFiles
      .filter((file) => !isResolved(file, refs, sources.length > 1))
      .map(
        (file) =>
          `its value file "${file}" names no ref of its sources; add a Source.ref of that name to its Source.multi`,
      ),
    ...(sources.length > 0 &&
    sources.every(({ ref, path, chart }) => ref !== undefined && path === undefined && chart === undefined)
      ? ['its sources only lend value files, so it makes nothing; put them beside another one in a Source.multi']
      : []),
  ];
}

/** With one source alone Argo CD fills its build environment in, so `$ARGOCD_APP_NAME/…` is no ref there. */
function isResolved(valueFile: string, refs: readonly string[], several: boolean): boolean {
  if (!valueFile.startsWith('$')) return true;
  const [name = ''] = valueFile.slice(1).split('/');
  return refs.includes(name) || (!several && /^\{?(ARGOCD|KUBE)_/.test(name));
}

/** Of an `oci://` address Argo CD would ask for an index.yaml, which a registry does not have. */
function registryProblems({ kind, url }: GitRepository | HelmRepository): string[] {
  if (kind === 'git' || !url.startsWith('oci://')) return [];
  return [`its Helm repository "${url}" is none to Argo CD; write the registry without oci://: "${url.slice(6)}"`];
}

function helmSource<V extends object>(props: HelmProps<V>): ApplicationSource {
  const { repository, releaseName, values, valueFiles, skipCrds } = props;
  const helm = {
    ...(releaseName ? { releaseName } : {}),
    ...(skipCrds ? { skipCrds } : {}),
    ...(valueFiles?.length ? { valueFiles } : {}),
    ...(values ? { valuesObject: Object.fromEntries(Object.entries(values)) } : {}),
  };
  return {
    repoURL: repository.url,
    ...('chart' in props
      ? { chart: props.chart, targetRevision: props.version }
      : { path: props.path, targetRevision: props.repository.revision }),
    ...(Object.keys(helm).length > 0 ? { helm } : {}),
  };
}
