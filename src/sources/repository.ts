import { globMatches } from '../argocd/glob';
import { NEWEST_RELEASE, parseVersion } from '../argocd/version';
import { namespaceOfArgo } from './argo-namespace';
import { bystandersIn, isForTools } from './bystanders';
import { DECLARATIONS_FILE, type Declared, NOTHING_DECLARED, readDeclarations } from './declarations';
import { deliveriesOf } from './deliveries';
import { generatorSources } from './generator-sources';
import { isMapping, MANIFEST_FILE, type ManifestFile, readManifestFile } from './manifest-files';
import type { Broken, Manifest, Repository } from './model';
import { ownRepository } from './own-repository';
import { openPlace, type Place } from './place';
import type { Renderer } from './renderer';
import { sealingCertificates } from './sealing-certificates';
import { toolRenderer } from './tool-renderer';
import { type Finder, finderIn, type Tree } from './tree';

export interface ReadOptions {
  /** Instead of the declared one. */
  readonly argocdVersion?: string;
  readonly kubernetesVersion?: string;
  /** A folder with charts that come from elsewhere. */
  readonly charts?: string;
  /** By default the tools of this machine. */
  readonly renderer?: Renderer;
}

/**
 * Reads a repository as Argo CD would: which Applications it has, and what each of them renders.
 * @throws FindingsError for an `argosy.yaml` that is wrong
 * @throws UsageError for a place that is none
 */
export async function readRepository(place: Place, options: ReadOptions = {}): Promise<Repository> {
  const { tree, scope, called } = openPlace(place);
  try {
    return await repositoryIn(tree, scope, called(DECLARATIONS_FILE), options);
  } finally {
    tree.close();
  }
}

async function repositoryIn(
  tree: Tree,
  scope: string,
  declarationsName: string,
  options: ReadOptions,
): Promise<Repository> {
  const finder = finderIn(tree);
  const declared = withOptions(declaredIn(tree, declarationsName), options);
  const { declarations } = declared;
  const bystanders = bystandersIn(tree, finder);
  const readFile = remembering((file) => withoutTools(readManifestFile(file, tree.read(file))));
  const files = [...tree.entries]
    .filter(([path, { kind }]) => kind === 'file' && MANIFEST_FILE.test(path) && path !== DECLARATIONS_FILE)
    .map(([path]) => path)
    .filter((path) => isWithin(path, scope) && !bystanders.has(path) && !isIgnored(path, declared.ignore))
    .toSorted();
  const read = files.map(readFile);
  const manifests = read.flatMap((file) => file.manifests);
  const isOwn = ownRepository(declarations.repositories, tree.remotes, manifests, finder);
  const argocdNamespace = declarations.argocd.namespace ?? namespaceOfArgo(manifests);
  const { applications, sets, projects, notKnown } = await deliveriesOf(
    manifests,
    ({ origin }) => bystanders.kustomized.has(origin.file),
    generatorSources(declared, manifests, { tree, finder, isOwn, argocdNamespace }),
    {
      finder,
      isOwn,
      version: parseVersion(declarations.argocd.version ?? '') ?? NEWEST_RELEASE,
      kubernetes: declarations.kubernetes,
      settings: { ...settingsIn(manifests), ...declarations.argocd.settings },
      renderer: options.renderer ?? toolRenderer(options.charts === undefined ? {} : { charts: options.charts }),
      onDisk: tree.onDisk,
      readFile,
      readText: (path) => {
        const file = finder.resolve(path);
        return 'path' in file && file.is === 'file' ? tree.read(file.path).toString('utf8') : undefined;
      },
      strayLink: strayLinkIn(tree, finder),
    },
  );
  return {
    manifests,
    applications,
    sets,
    projects,
    broken: read.flatMap((file) => file.broken).filter((each) => isDue(each, tree)),
    notKnown: [...new Map(notKnown.map((each) => [`${each.what}\n${each.why}`, each])).values()],
    certificates: sealingCertificates(tree),
    declarations,
    argocdNamespace,
    isOwn,
    at: (path) => {
      const found = finder.resolve(path);
      return 'path' in found ? found.is : undefined;
    },
  };
}

function declaredIn(tree: Tree, name: string): Declared {
  if (tree.entries.get(DECLARATIONS_FILE)?.kind !== 'file') return NOTHING_DECLARED;
  return readDeclarations(tree.read(DECLARATIONS_FILE).toString('utf8'), name);
}

function withOptions(declared: Declared, { argocdVersion, kubernetesVersion }: ReadOptions): Declared {
  const { declarations } = declared;
  return {
    ...declared,
    declarations: {
      ...declarations,
      argocd: { ...declarations.argocd, ...(argocdVersion !== undefined && { version: argocdVersion }) },
      kubernetes: {
        ...declarations.kubernetes,
        ...(kubernetesVersion !== undefined && { version: kubernetesVersion }),
      },
    },
  };
}

function settingsIn(manifests: readonly Manifest[]): Readonly<Record<string, string>> {
  const configMaps = manifests.filter(
    ({ group, kind, name }) => group === '' && kind === 'ConfigMap' && name === 'argocd-cm',
  );
  return Object.fromEntries(
    configMaps.flatMap(({ object }) => {
      const { data } = object as { readonly data?: unknown };
      return isMapping(data)
        ? Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
        : [];
    }),
  );
}

function withoutTools(file: ManifestFile): ManifestFile {
  return file.manifests.some(isForTools)
    ? { ...file, manifests: file.manifests.filter((manifest) => !isForTools(manifest)) }
    : file;
}

/**
 * A template of some other tool is no YAML, and nobody takes it for a manifest. A script in a manifest is no template,
 * and placeholders without quotes in an ApplicationSet are a mistake.
 */
function isDue({ file, line, kind }: Broken, tree: Tree): boolean {
  if (kind !== 'syntax') return true;
  const text = tree.read(file).toString('utf8');
  if (/^kind: ApplicationSet\b/m.test(text)) return true;
  const fault = text.split('\n')[line - 1] ?? '';
  return !/\{\{|\{%|<%|\$\{/.test(fault) && !/^[ \t]*(?:\{\{|\{%|<%)|[:-] +\{\{/m.test(text);
}

function strayLinkIn(tree: Tree, finder: Finder): string | undefined {
  for (const [path, { kind }] of tree.entries) {
    if (kind === 'link' && finder.resolve(path).is === 'outside') return path;
  }
  return undefined;
}

function isWithin(path: string, scope: string): boolean {
  return scope === '.' || path.startsWith(`${scope}/`);
}

/** A folder stands for all that it holds. */
function isIgnored(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const folder = pattern.replace(/\/$/, '');
    return path.startsWith(`${folder}/`) || globMatches(folder, path, '/') === true;
  });
}

function remembering(read: (file: string) => ManifestFile): (file: string) => ManifestFile {
  const known = new Map<string, ManifestFile>();
  return (file) => {
    const found = known.get(file) ?? read(file);
    known.set(file, found);
    return found;
  };
}
