import type { App } from 'cdk8s';
import { FindingsError } from '../finding';
import { layout } from './layout';
import type { JsonObject } from './manifest';
import type { OutputFile } from './output';
import { render } from './render';
import { type Selection, selectedPaths } from './selection';
import { toYaml, toYamlStream } from './yaml';

export interface Synthesis {
  readonly files: readonly OutputFile[];
  readonly manifests: number;
  /** The objects, dependencies first. */
  readonly objects: readonly JsonObject[];
  /** The paths that are written. @default all */
  readonly within: ((path: string) => boolean) | undefined;
  /** The construct path of each object, by its name, as cdk8s's validation plug-ins read it. */
  readonly constructPaths: () => Readonly<Record<string, { readonly path: string }>>;
}

/**
 * The app as files. Nothing is written here.
 * @throws FindingsError with everything that is wrong; UsageError when the selection names nothing.
 */
export function synthesize(app: App, contentRoot: string, selection: Selection = {}): Synthesis {
  const { charts, findings, constructs } = render(app);
  const within = selectedPaths(selection, constructs);
  const laidOut = layout(charts, contentRoot);
  const all = [...findings, ...laidOut.findings];
  if (all.length > 0) throw new FindingsError(all);
  const files = laidOut.files.map(({ path, manifests: [first, ...others] }) => ({
    path,
    content:
      first === undefined
        ? ''
        : document(
            first.object,
            others.map(({ object }) => object),
          ),
  }));
  const manifests = charts.flatMap((chart) => chart.manifests);
  return {
    files,
    manifests: manifests.length,
    objects: manifests.map(({ object }) => object),
    within,
    constructPaths: () =>
      Object.fromEntries(manifests.map(({ name, constructPath }) => [name, { path: constructPath }])),
  };
}

function document(first: JsonObject, others: readonly JsonObject[]): string {
  return others.length === 0 ? toYaml(first) : toYamlStream([first, ...others]);
}
