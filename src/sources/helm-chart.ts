import { join, posix } from 'node:path';
import { load } from 'js-yaml';
import type { RenderRequest } from './renderer';
import { type Files, find, type ReadTree } from './tool-files';

/** A chart as it is given to Helm. */
export interface Chart {
  readonly files: Files;
  /** Where Helm runs, among the files: the chart's folder, or where its archive lies. */
  readonly folder: string;
  /** What Helm is called with there. */
  readonly argument: string;
  /** The folder on disk out of which the chart takes value files; undefined for an archive. */
  readonly root: string | undefined;
  /** The chart's folder below `root`. */
  readonly path: string;
}

/** Where charts that are not in the repository are, and how folders are read. */
export interface ChartPlaces {
  /** The folder that the user names. */
  readonly charts: string | undefined;
  readonly readTree: ReadTree;
}

export type ChartFailure =
  | { readonly failure: string }
  | { readonly notKnown: { readonly why: string; readonly declare?: string } };

/** The chart of a source: a folder of the repository, or what the user put into the folder of charts. */
export function chartOf(request: RenderRequest, places: ChartPlaces): Chart | ChartFailure {
  const { root, path, source } = request;
  return path === undefined
    ? remoteChart(source.chart ?? '', source.targetRevision ?? '', places)
    : chartIn(root, path, places);
}

/** Charts from elsewhere are kept apart from the files of the repository. */
const ELSEWHERE = '.charts';

function chartIn(root: string, path: string, places: ChartPlaces): Chart | ChartFailure {
  const tree = places.readTree(root, path);
  if ('why' in tree) return { notKnown: { why: `${tree.path} ${tree.why}` } };
  const [dangling] = tree.dangling;
  if (dangling !== undefined)
    return { failure: `${dangling} is a symbolic link to nothing, and Helm reads no such chart` };
  const files = new Map(tree.files);
  const wrong = addDependencies(root, path, files, places);
  return wrong ?? { files, folder: path, argument: '.', root, path };
}

function remoteChart(chart: string, version: string, places: ChartPlaces): Chart | ChartFailure {
  const { charts } = places;
  const name = posix.basename(chart);
  const wanted = `${name}-${version}`;
  if (!EXACT_VERSION.test(version)) {
    const why = `the version ${version || '*'} of chart ${chart} is not exact; only its Helm repository knows what that is today`;
    return { notKnown: { why } };
  }
  if (charts === undefined) {
    return { notKnown: { why: `chart ${chart} ${version} is not in this repository`, declare: chartsFolder(wanted) } };
  }
  const archive = find(charts, `${wanted}.tgz`);
  if (archive.kind === 'file') {
    const file = `${wanted}.tgz`;
    const files = new Map([[`${ELSEWHERE}/${file}`, archive.content]]);
    return { files, folder: ELSEWHERE, argument: `./${file}`, root: undefined, path: '.' };
  }
  if (find(charts, `${wanted}/Chart.yaml`).kind === 'file') {
    const unpacked = chartIn(join(charts, wanted), '.', places);
    return 'files' in unpacked ? movedTo(`${ELSEWHERE}/${wanted}`, unpacked) : unpacked;
  }
  const why = `the folder of charts has neither ${wanted}.tgz nor ${wanted}/Chart.yaml`;
  return { notKnown: { why, declare: chartsFolder(wanted) } };
}

function movedTo(folder: string, chart: Chart): Chart {
  const files = new Map([...chart.files].map(([path, content]) => [`${folder}/${path}`, content]));
  return { ...chart, files, folder };
}

function chartsFolder(wanted: string): string {
  return `--charts DIR, with ${wanted}.tgz or the unpacked chart ${wanted}/ in it`;
}

const EXACT_VERSION = /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
}

/** What `helm dependency build` would fetch is taken from the repository and from the folder of charts. */
function addDependencies(
  root: string,
  path: string,
  files: Map<string, Buffer>,
  places: ChartPlaces,
): ChartFailure | undefined {
  const at = (name: string) => (path === '.' ? name : `${path}/${name}`);
  const locked = dependenciesOf(files.get(at('Chart.lock')) ?? files.get(at('requirements.lock')));
  const present = vendored(files, at('charts/'));
  for (const { name, version, repository } of dependenciesOf(
    files.get(at('Chart.yaml')),
    files.get(at('requirements.yaml')),
  )) {
    if (present.has(name)) continue;
    if (repository.startsWith('file://')) {
      const folder = posix.normalize(posix.join(path, repository.slice('file://'.length)));
      if (find(root, folder).kind !== 'folder') {
        return { failure: `dependency ${name}: ${repository} is no folder in the repository` };
      }
      const tree = places.readTree(root, folder);
      if ('why' in tree) return { notKnown: { why: `${tree.path} ${tree.why}` } };
      for (const [file, content] of tree.files) {
        files.set(at(`charts/${name}/${posix.relative(folder, file)}`), content);
      }
      continue;
    }
    const exact = locked.find((one) => one.name === name)?.version ?? version;
    const chart = remoteChart(name, exact, places);
    if (!('files' in chart)) return asDependency(name, chart);
    for (const [file, content] of chart.files) {
      const below = posix.relative(chart.folder, file);
      files.set(at(chart.root === undefined ? `charts/${below}` : `charts/${name}/${below}`), content);
    }
  }
  return undefined;
}

function asDependency(name: string, failure: ChartFailure): ChartFailure {
  if ('failure' in failure) return { failure: `dependency ${name}: ${failure.failure}` };
  return { notKnown: { ...failure.notKnown, why: `dependency ${name}: ${failure.notKnown.why}` } };
}

/** What is broken is left to Helm to complain about. */
function dependenciesOf(...files: readonly (Buffer | undefined)[]): readonly Dependency[] {
  return files.flatMap((file) => {
    if (file === undefined) return [];
    const document = loaded(file);
    const listed = document?.dependencies;
    return (Array.isArray(listed) ? listed : []).flatMap((entry: Partial<Record<string, unknown>> | null) => {
      const { name, version, repository } = entry ?? {};
      if (typeof name !== 'string') return [];
      return [{ name, version: String(version ?? ''), repository: typeof repository === 'string' ? repository : '' }];
    });
  });
}

/** The names of the charts that lie below `charts/`, unpacked or not. */
function vendored(files: Files, folder: string): { readonly has: (name: string) => boolean } {
  const names = new Set<string>();
  const archives: string[] = [];
  for (const [file, content] of files) {
    if (!file.startsWith(folder)) continue;
    const below = file.slice(folder.length);
    if (/^[^/]+\/Chart\.yaml$/.test(below)) names.add(String(loaded(content)?.name ?? ''));
    if (/^[^/]+\.tgz$/.test(below)) archives.push(below);
  }
  return { has: (name) => names.has(name) || archives.some((archive) => archiveOf(archive) === name) };
}

/** `redis-ha-4.2.0.tgz` is `redis-ha`: a version starts with a digit. */
function archiveOf(file: string): string {
  return file.replace(/-v?\d+\.\d+\.\d+.*\.tgz$/, '');
}

function loaded(content: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const document = load(content.toString('utf8'));
    return typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
