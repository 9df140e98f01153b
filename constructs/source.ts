import type { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ApplicationSource, ApplicationSourceDirectory, ApplicationSourceKustomize } from '../imports/argoproj.io';
import type { Environment } from './environment';
import { place, placementOf } from './placement';
import type { GitRepository, HelmRepository } from './repository';
import { surroundingsOf } from './surroundings';

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

/** A source in its place: what Argo CD reads, and what was wrong with putting it there. */
export interface BoundSource {
  readonly sources: readonly ApplicationSource[];
  /** Our own manifests, where the source has any. */
  readonly content: Chart | undefined;
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
    return new PlainSource(helmSource(props));
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
  abstract bind(site: SourceSite): BoundSource;
}

class PlainSource extends Source {
  constructor(private readonly source: ApplicationSource) {
    super();
  }

  bind(): BoundSource {
    return { sources: [this.source], content: undefined, problems: [] };
  }
}

class ContentSource extends Source {
  constructor(private readonly chart: Chart) {
    super();
  }

  bind(site: SourceSite): BoundSource {
    const { environment, folder } = site;
    const { platform } = environment;
    const path = `${platform.name}/${environment.name}/${folder}`;
    const source = {
      repoURL: platform.repository.url,
      targetRevision: environment.revision,
      path: `${surroundingsOf(this.chart)?.contentRoot ?? 'dist'}/${path}`,
    };
    const problems = this.problems(site);
    if (problems.length === 0) place(this.chart, { folder: path, namespace: site.namespace });
    return { sources: [source], content: this.chart, problems };
  }

  private problems(site: SourceSite): string[] {
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

class MultiSource extends Source {
  constructor(private readonly parts: readonly Source[]) {
    super();
  }

  bind(site: SourceSite): BoundSource {
    const bound = this.parts.map((part) => part.bind(site));
    const contents = bound.flatMap(({ content }) => content ?? []);
    return {
      sources: bound.flatMap(({ sources }) => sources),
      content: contents[0],
      problems: [
        ...bound.flatMap(({ problems }) => problems),
        ...(bound.length > 0 ? [] : ['Source.multi has no source; give it at least one']),
      ],
    };
  }
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
