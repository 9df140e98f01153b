import { posix } from 'node:path';
import type { ApplicationSource } from '../argocd/application';
import { explicitTypes, refSources } from '../argocd/application-sources';
import { isPinnedRevision } from '../argocd/pinned-revision';
import type { ArgoVersion } from '../argocd/version';
import { KUSTOMIZATIONS } from './bystanders';
import { isMapping, MANIFEST_FILE, type ManifestFile, readRendered } from './manifest-files';
import type { Content, Declarations, Manifest, NotKnown } from './model';
import type { IsOwn } from './own-repository';
import { plainDirectory } from './plain-directory';
import type { Ref, Renderer } from './renderer';
import { templatePlaces } from './template-places';
import { OVERRIDES, type Overridden, withOverrides } from './tool-overrides';
import { cleanPath, type Finder } from './tree';
import { writtenIn } from './written-at';

/** What sources are rendered in. */
export interface Surroundings {
  readonly finder: Finder;
  readonly isOwn: IsOwn;
  readonly version: ArgoVersion;
  readonly kubernetes: Declarations['kubernetes'];
  /** Keys of `argocd-cm`, as far as they are known. */
  readonly settings: Readonly<Record<string, string>>;
  readonly renderer: Renderer;
  readonly onDisk: () => string;
  readonly readFile: (file: string) => ManifestFile;
  /** Undefined where no file is. */
  readonly readText: (file: string) => string | undefined;
  /** A link that leaves the repository: Argo CD then renders nothing of it. */
  readonly strayLink: string | undefined;
}

/** What a source comes out as, and what could not be told on the way. */
export interface Rendition {
  readonly content: Content;
  readonly notKnown: readonly NotKnown[];
  /** Files in its folder that the source does not take. */
  readonly leftOut?: readonly string[];
}

/** Renders one of the sources of an Application. */
export async function renditionOf(
  application: Manifest,
  written: ApplicationSource,
  sources: readonly ApplicationSource[],
  surroundings: Surroundings,
): Promise<Rendition> {
  const { finder, version, strayLink } = surroundings;
  const what = `what ${application.name || 'an Application'} renders of ${written.chart || written.path || '.'}`;
  const refs = refSources(sources, version);
  if ('refused' in refs) return failed(what, refs.refused);
  if (!written.chart && !written.path && written.ref) return { content: { manifests: [], path: '' }, notKnown: [] };
  if (written.chart)
    return rendered('helm', undefined, { application, source: written, sources, refs, what }, surroundings);
  if (!written.repoURL) return failed(what, 'its source names no repository');
  const elsewhere = notHere(written, surroundings.isOwn);
  if (elsewhere !== undefined) return unknown({ what, ...elsewhere });
  if (strayLink !== undefined) return failed(what, `the repository has a link that leaves it: ${strayLink}`);
  const path = cleanPath(written.path ?? '');
  if (path === undefined) return failed(what, `${written.path} leaves the repository`);
  const folder = finder.resolve(path);
  if (folder.is === 'submodule')
    return unknown({ what, why: `${path} is in a submodule that is not checked out here` });
  if (!('path' in folder)) return failed(what, `${path} does not exist`);
  if (folder.is !== 'folder') return failed(what, `${path} is no folder`);
  const overridden = overriddenIn(folder.path, written, application, surroundings);
  if ('failure' in overridden) return failed(what, overridden.failure);
  const { source } = overridden;
  const type = typeOf(source, folder.path, finder);
  if (typeof type !== 'string') return failed(what, `a source has one type, and this one has ${type.join(' and ')}`);
  if (type === 'plugin') return unknown({ what, why: 'a plugin renders it' });
  if (type !== 'directory') return rendered(type, path, { application, source, sources, refs, what }, surroundings);
  const plain = plainDirectory(folder.path, source.directory, finder, surroundings.readFile);
  const { manifests, failure, notKnown, leftOut } = plain;
  const [hidden] = notKnown;
  // A folder of nothing but Jsonnet is not an empty one.
  if (manifests.length === 0 && hidden !== undefined) return { content: { notKnown: hidden }, notKnown, leftOut };
  return {
    content: { manifests, path, ...(failure !== undefined && { failure }), ...(hidden && { maybeMore: hidden }) },
    notKnown,
    leftOut,
  };
}

/** Looks on the disk only where such a file is: a revision has to be copied there first. */
function overriddenIn(
  path: string,
  source: ApplicationSource,
  application: Manifest,
  { finder, onDisk }: Surroundings,
): Overridden {
  if (!finder.inside(path).some(({ name }) => name.startsWith(OVERRIDES))) return { source };
  return withOverrides(source, { root: onDisk(), path, application: application.name });
}

interface Asked {
  readonly application: Manifest;
  readonly source: ApplicationSource;
  readonly sources: readonly ApplicationSource[];
  readonly refs: ReadonlyMap<string, ApplicationSource>;
  readonly what: string;
}

async function rendered(
  tool: 'helm' | 'kustomize',
  path: string | undefined,
  { application, source, sources, refs, what }: Asked,
  { isOwn, version, settings, kubernetes, renderer, onDisk, readFile, readText }: Surroundings,
): Promise<Rendition> {
  const spec = isMapping(application.object.spec) ? application.object.spec : {};
  const destination = isMapping(spec.destination) ? spec.destination : {};
  const answer = await renderer.render({
    tool,
    // A chart from elsewhere needs none of it, and writing it down may take long.
    get root() {
      return onDisk();
    },
    source,
    path,
    refs: new Map([...refs].map(([name, ref]) => [name, refOf(ref, isOwn)])),
    application: {
      name: application.name,
      namespace: application.namespace,
      project: typeof spec.project === 'string' ? spec.project : '',
      destinationNamespace: typeof destination.namespace === 'string' ? destination.namespace : '',
    },
    argocd: { version, settings },
    kubernetes,
  });
  if ('notKnown' in answer) return unknown(answer.notKnown);
  if ('failure' in answer) return failed(what, answer.failure);
  const at = answer.file === undefined ? chartIn(application, source, sources) : { file: answer.file, line: 1 };
  const written =
    answer.files &&
    writtenIn(
      answer.files.filter((file) => MANIFEST_FILE.test(file)),
      readFile,
    );
  const { output } = answer;
  const isOwnChart = tool === 'helm' && path !== undefined;
  const { manifests, failure } = readRendered({
    output,
    renderedBy: tool,
    renderedFor: application.name,
    at,
    ...(isOwnChart && { placeOf: templatePlaces(output, path, readText) }),
    written,
  });
  const doubts = answer.doubts ?? [];
  const maybeMore = doubts.find(({ mayBeMore }) => mayBeMore)?.notKnown;
  return {
    content: {
      manifests,
      path: path ?? '',
      ...(failure !== undefined && { failure }),
      ...(maybeMore && { maybeMore }),
    },
    notKnown: doubts.map(({ notKnown }) => notKnown),
  };
}

/** A chart from elsewhere has no file here: what it brings stands where the Application names it. */
function chartIn(
  { origin }: Manifest,
  source: ApplicationSource,
  sources: readonly ApplicationSource[],
): { readonly file: string; readonly line: number } {
  const line =
    origin.lineOf(['spec', 'sources', sources.indexOf(source), 'chart']) ?? origin.lineOf(['spec', 'source', 'chart']);
  return { file: origin.file, line: line ?? origin.line };
}

function refOf(source: ApplicationSource, isOwn: IsOwn): Ref {
  const repoURL = source.repoURL ?? '';
  return notHere(source, isOwn) === undefined ? { own: true } : { own: false, repoURL };
}

/** Why a source's files are not the ones that are read; undefined when they are. */
function notHere(
  { repoURL, targetRevision }: ApplicationSource,
  isOwn: IsOwn,
): Pick<NotKnown, 'why' | 'declare'> | undefined {
  const own = isOwn(repoURL ?? '');
  if (own === undefined) {
    return { why: `nothing says whether ${repoURL} is this repository`, declare: `repositories: [${repoURL}]` };
  }
  if (!own) return { why: `it is in another repository, ${repoURL}` };
  return isPinnedRevision(targetRevision ?? '')
    ? { why: `it is pinned to ${targetRevision}, and that is not what is read` }
    : undefined;
}

/** What the folder says where the source does not; several when the source says too much. */
function typeOf(
  source: ApplicationSource,
  folder: string,
  finder: Finder,
): 'helm' | 'kustomize' | 'directory' | 'plugin' | readonly string[] {
  const explicit = explicitTypes(source);
  const [type] = explicit;
  if (explicit.length > 1) return explicit;
  if (type !== undefined) return type;
  const files = finder.inside(folder).filter(({ name }) => finder.resolve(posix.join(folder, name)).is === 'file');
  // A folder that is both is taken for the latter.
  if (files.some(({ name }) => KUSTOMIZATIONS.has(name))) return 'kustomize';
  return files.some(({ name }) => name.endsWith('Chart.yaml')) ? 'helm' : 'directory';
}

function failed(what: string, failure: string): Rendition {
  return { content: { notKnown: { what, why: failure }, failure }, notKnown: [] };
}

function unknown(notKnown: NotKnown): Rendition {
  return { content: { notKnown }, notKnown: [notKnown] };
}
