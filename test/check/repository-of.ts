import { type Document, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import {
  type ApplicationSet,
  type ApplicationSource,
  expandApplicationSet,
  isUnknown,
  type KubernetesObject,
} from '../../src/argocd';
import type {
  Content,
  Declarations,
  DeliveredApplication,
  ExpandedSet,
  Manifest,
  Repository,
} from '../../src/sources/model';

/** A repository of plain manifests that stands in memory only: enough to try a rule on. */
export function repositoryOf(files: Readonly<Record<string, string>>, now: Partial<Declarations> = {}): Repository {
  const declarations: Declarations = {
    argocd: {},
    kubernetes: {},
    clusters: [],
    environments: [],
    external: [],
    repositories: [],
    ...declared(files['argosy.yaml']),
    ...now,
  };
  const broken: Repository['broken'][number][] = [];
  const manifests = Object.entries(files)
    .filter(([file]) => /\.(ya?ml|json)$/.test(file) && file !== 'argosy.yaml')
    .flatMap(([file, text]) => manifestsOf(file, text, broken));
  const projects = manifests.filter(isArgo('AppProject'));
  const contentOf = (application: KubernetesObject): readonly Content[] =>
    sourcesOf(application).map((source) => render(source, files, manifests));
  const deliver = (manifest: Manifest, generatedBy?: Manifest): DeliveredApplication => {
    const name = (manifest.object.spec as { project?: string } | undefined)?.project ?? 'default';
    const project = projects.find((candidate) => candidate.name === name);
    const content = contentOf(manifest.object);
    return { manifest, ...(generatedBy && { generatedBy }), ...(project && { project }), content };
  };
  const sets: ExpandedSet[] = manifests.filter(isArgo('ApplicationSet')).map((manifest) => {
    const version = '3.2';
    const repository = () => ({ files });
    const expanded = expandApplicationSet(
      manifest.object as ApplicationSet,
      { argocdNamespace: 'argocd', repository, clusterSecrets: [] },
      version,
    );
    if (isUnknown(expanded)) return { manifest, outcome: { notKnown: { what: manifest.name, why: expanded.unknown } } };
    if ('failure' in expanded) return { manifest, outcome: { failure: expanded.failure } };
    const applications = expanded.map(({ application }) =>
      deliver(manifestOf(application as KubernetesObject, manifest.origin), manifest),
    );
    return { manifest, outcome: { applications } };
  });
  const written = manifests.filter(isArgo('Application')).map((manifest) => deliver(manifest));
  const generated = sets.flatMap(({ outcome }) => ('applications' in outcome ? outcome.applications : []));
  const owner = (manifest: Manifest) =>
    [...written, ...generated].find(({ content }) =>
      content.some((each) => 'manifests' in each && each.manifests.includes(manifest)),
    );
  const applications = [...written, ...generated].map((application) => {
    const deliveredBy = owner(application.generatedBy ?? application.manifest);
    return { ...application, ...(deliveredBy && { deliveredBy }) };
  });
  return {
    manifests,
    applications,
    sets: sets.map((set) => {
      const deliveredBy = owner(set.manifest);
      return { ...set, ...(deliveredBy && { deliveredBy }) };
    }),
    projects,
    broken,
    notKnown: [],
    declarations,
    isOwn: (repoURL) => declarations.repositories.length === 0 || declarations.repositories.includes(repoURL),
    at: (path) => {
      if (Object.hasOwn(files, path)) return 'file';
      return path === '.' || Object.keys(files).some((file) => file.startsWith(`${path}/`)) ? 'folder' : undefined;
    },
  };
}

function declared(text: string | undefined): Partial<Declarations> {
  return text === undefined ? {} : (parseAllDocuments(text)[0]?.toJS() ?? {});
}

function manifestsOf(file: string, text: string, broken: Repository['broken'][number][]): readonly Manifest[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, version: '1.1', merge: true });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error) {
      const kind = error.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'syntax';
      const { line } = lines.linePos(error.pos[0]);
      broken.push({ file, line, kind, message: error.message.split('\n')[0] ?? '' });
      if (kind === 'syntax') return [];
    }
    const object = document.toJS() as KubernetesObject | null;
    if (typeof object?.apiVersion !== 'string' || typeof object.kind !== 'string') return [];
    const start = document.contents?.range?.[0] ?? 0;
    const end = document.contents?.range?.[2] ?? text.length;
    const line = lines.linePos(start).line;
    const lineOf = (path: readonly (string | number)[]) => lineAt(document, path, lines);
    return [manifestOf(object, { file, line, lineOf, text: () => text.slice(start, end) })];
  });
}

function lineAt(document: Document.Parsed, path: readonly (string | number)[], lines: LineCounter): number | undefined {
  const parent: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const last = path.at(-1);
  const items = typeof parent === 'object' && parent !== null && 'items' in parent ? (parent.items as unknown[]) : [];
  for (const item of items) {
    if (typeof item !== 'object' || item === null || !('key' in item)) continue;
    const { key, value } = item as { key: unknown; value: { range?: readonly number[] } | null };
    if (!isScalar(key) || key.value !== last) continue;
    const range = isScalar(value) && value.range ? value.range : key.range;
    return range?.[0] === undefined ? undefined : lines.linePos(range[0]).line;
  }
  const found = document.getIn(path, true) as { range?: readonly number[] } | undefined;
  return found?.range?.[0] === undefined ? undefined : lines.linePos(found.range[0]).line;
}

function manifestOf(object: KubernetesObject, origin: Manifest['origin']): Manifest {
  const apiVersion = object.apiVersion ?? '';
  return {
    object,
    group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '',
    kind: object.kind ?? '',
    name: object.metadata?.name ?? '',
    namespace: object.metadata?.namespace ?? '',
    origin,
  };
}

function isArgo(kind: string): (manifest: Manifest) => boolean {
  return (manifest) => manifest.group === 'argoproj.io' && manifest.kind === kind;
}

function sourcesOf({ spec }: KubernetesObject): readonly ApplicationSource[] {
  const { source, sources } = (spec ?? {}) as { source?: ApplicationSource; sources?: readonly ApplicationSource[] };
  return sources ?? (source ? [source] : []);
}

/** Every source is taken to be of this very repository, unless it is a chart of another. */
function render(
  source: ApplicationSource,
  files: Readonly<Record<string, string>>,
  manifests: readonly Manifest[],
): Content {
  if (source.chart) return { notKnown: { what: `chart ${source.chart}`, why: 'charts are not here' } };
  const path = (source.path ?? '').replace(/^\.\/|\/$/g, '');
  if (!source.path) return { manifests: [], path: '' };
  const folder = path === '' || path === '.' ? '' : `${path}/`;
  if (Object.hasOwn(files, `${folder}Chart.yaml`)) return { notKnown: { what: path, why: 'there is no Helm here' } };
  const kustomization = files[`${folder}kustomization.yaml`];
  if (kustomization !== undefined) {
    const resources: readonly string[] = parseAllDocuments(kustomization)[0]?.toJS().resources ?? [];
    const missing = resources.find((resource) => !Object.hasOwn(files, `${folder}${resource}`));
    const why = 'kustomize fails';
    if (missing !== undefined) return { notKnown: { what: path, why }, failure: `there is no ${missing}` };
    return {
      manifests: manifests.filter(({ origin }) => resources.some((each) => origin.file === `${folder}${each}`)),
      path,
    };
  }
  const recurse = (source.directory as { recurse?: boolean } | undefined)?.recurse === true;
  const isIn = ({ origin: { file } }: Manifest) =>
    file.startsWith(folder) && (recurse || !file.slice(folder.length).includes('/'));
  return { manifests: manifests.filter(isIn), path };
}
