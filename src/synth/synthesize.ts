import type { App } from 'cdk8s';
import { type Finding, FindingsError } from '../finding';
import { layout, type ManifestFile } from './layout';
import type { JsonObject } from './manifest';
import type { OutputFile } from './output-file';
import { permissionFindings } from './permissions';
import { plaintextSecretFindings } from './plaintext-secret';
import { render } from './render';
import { type Selection, selectedPaths } from './selection';
import { toYaml, YamlError } from './yaml';

export interface Synthesis {
  readonly files: readonly (OutputFile & ManifestFile)[];
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
 * @param storeFindings what is wrong with the sealed store as a whole, known when the app has read it
 * @throws FindingsError with everything that is wrong; UsageError when the selection names nothing.
 */
export function synthesize(
  app: App,
  contentRoot: string,
  selection: Selection = {},
  storeFindings: () => readonly Finding[] = () => [],
): Synthesis {
  const rendering = render(app);
  const { charts, findings, constructs } = rendering;
  const within = selectedPaths(selection, constructs);
  const laidOut = layout(charts, contentRoot);
  const texts = laidOut.files.map((file) => ({ ...file, ...text(file) }));
  const refused = new Set(findings.map(({ where }) => where));
  const news = [...permissionFindings(rendering), ...laidOut.findings].filter(({ where }) => !liesIn(refused, where));
  const all = [
    ...findings,
    ...storeFindings(),
    ...news,
    ...plaintextSecretFindings(charts),
    ...texts.flatMap(({ unwritable }) => unwritable),
  ];
  if (all.length > 0) throw new FindingsError(all);
  const files = texts.map(({ unwritable: _, ...file }) => file);
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

/** The charts of a platform whose name was refused have folders that are, which says nothing new. */
function liesIn(refused: ReadonlySet<string>, path: string): boolean {
  if (refused.has(path)) return true;
  const end = path.lastIndexOf('/');
  return end > 0 && liesIn(refused, path.slice(0, end));
}

/** The text of a file, and what cannot be written in it. */
function text({ manifests }: ManifestFile): { readonly content: string; readonly unwritable: readonly Finding[] } {
  const documents: string[] = [];
  const unwritable: Finding[] = [];
  for (const { object, constructPath } of manifests) {
    try {
      documents.push(toYaml(object));
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      unwritable.push({ where: constructPath, message: error.message });
    }
  }
  return { content: documents.join('---\n'), unwritable };
}
