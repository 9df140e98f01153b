import { Application, type ApplicationProps, type Deployable } from './application';
import type { HelmRepository } from './repository';
import { Source } from './source';

/** A chart that somebody else publishes, at one version, and the type of the values that we set of it. */
export interface PinnedChart<V extends object> {
  readonly repository: HelmRepository;
  readonly chart: string;
  readonly version: string;
  /** The chart as a source, for what takes one: an Application, a group, one of several sources. */
  readonly source: (release: ChartRelease<V>) => Source;
}

export interface ChartRelease<V extends object> {
  readonly values: V;
  /** @default the Application's name */
  readonly name?: string;
  /**
   * Whether the chart brings its custom resource definitions. Two releases in one cluster would own the same ones, and
   * the first to go would take them along, with every object of their kinds.
   * @default own
   */
  readonly crds?: 'own' | 'elsewhere';
}

/**
 * Pins a chart. `V` has the keys that we set and no others, so that one that the chart does not know, or knows at another
 * place, does not compile; Helm itself ignores it.
 *
 * @throws RangeError when the version is a range, which would change what runs without a commit
 */
export function pinnedChart<V extends object>(props: Omit<PinnedChart<V>, 'source'>): PinnedChart<V> {
  const { chart, version, repository } = props;
  if (!/^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(version)) {
    throw new RangeError(`chart ${chart}: version "${version}" is a range; give one version, such as 1.2.3`);
  }
  return {
    ...props,
    source: ({ values, name, crds }) =>
      Source.helm({
        repository,
        chart,
        version,
        values,
        ...(name ? { releaseName: name } : {}),
        ...(crds === 'elsewhere' ? { skipCrds: true } : {}),
      }),
  };
}

export interface UpstreamChartProps<E extends string, V extends object>
  extends Omit<ApplicationProps<E>, 'source'>,
    Omit<ChartRelease<NoInfer<V>>, 'name'> {
  readonly chart: PinnedChart<V>;
  /** @default the Application's name */
  readonly release?: string;
}

/** A chart that somebody else publishes, delivered as an Application of its own. */
export class UpstreamChart<E extends string, V extends object> extends Application<E> {
  constructor(scope: Deployable<E>, id: string, props: UpstreamChartProps<NoInfer<E>, V>) {
    const { chart, release, values, crds, ...application } = props;
    super(scope, id, {
      ...application,
      source: chart.source({ values, ...(release ? { name: release } : {}), ...(crds ? { crds } : {}) }),
    });
  }
}
