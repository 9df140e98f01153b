import { ApplicationSet, type Claim, Generator, type Layer, type Namespace, type Ordered } from 'cdk8s-argosy';
import type { LokiSettings } from '../settings';
import { ALLOY, type AlloyValues, alloyValues } from './alloy';
import { LOKI, type LokiValues, lokiValues } from './loki';
import type { OptionalSecrets } from './secrets';

interface LogApp {
  readonly app: string;
  readonly repository: string;
  readonly version: string;
  readonly values: LokiValues | AlloyValues;
}

/** Loki and Alloy: one set, an element and values each. They need no order: Alloy keeps what it cannot deliver yet. */
export function logging<E extends string>(
  layer: Layer<E>,
  props: {
    readonly namespace: Namespace<E>;
    readonly secret: OptionalSecrets<E>['loki'];
    readonly data: Claim<E>;
    readonly schemaFrom: LokiSettings['schemaFrom'];
    /** Whose Pods are read. */
    readonly from: readonly Namespace<E>[];
    readonly after: readonly Ordered<E>[];
  },
) {
  const { namespace, from, after } = props;
  const { name } = layer.environment;
  return new ApplicationSet<E, LogApp>(layer, 'mlops-baseline', {
    generator: Generator.list<LogApp>([
      { app: LOKI.chart, repository: LOKI.repository.url, version: LOKI.version, values: lokiValues(props) },
      {
        app: ALLOY.chart,
        repository: ALLOY.repository.url,
        version: ALLOY.version,
        values: alloyValues({ loki: namespace, from }),
      },
    ]),
    template: ({ app, repository, version }) => ({
      name: `${app}-${name}`,
      namespace,
      labels: { app: `${app}` },
      source: { repoURL: `${repository}`, chart: `${app}`, targetRevision: `${version}` },
    }),
    // Values are an object, which the text of a template cannot hold.
    patch: 'spec:\n  source:\n    helm:\n      valuesObject: {{ toJson .values }}\n',
    after,
  });
}
