import { normalizeRepositoryUrl } from '../argocd';
import { isMapping } from './manifest-files';
import type { Manifest } from './model';
import type { Finder } from './tree';

/** Tells whether a URL means this repository; undefined when nothing says so. */
export type IsOwn = (repoURL: string) => boolean | undefined;

/**
 * Which URLs mean this repository: the declared ones. Without any, those of Git's remotes that manifests name; without
 * such the one that most of them name with paths that are here.
 */
export function ownRepository(
  declared: readonly string[],
  remotes: readonly string[],
  manifests: readonly Manifest[],
  finder: Finder,
): IsOwn {
  if (declared.length > 0) return (repoURL) => declared.some((url) => isSameAddress(url, repoURL));
  const named = manifests.flatMap(({ group, object }) => (group === 'argoproj.io' ? namedIn(object.spec) : []));
  const remote = remotes.filter((url) => named.some(({ repoURL }) => isSameAddress(url, repoURL)));
  if (remote.length > 0) return (repoURL) => remote.some((url) => isSameAddress(url, repoURL));
  const own = commonest(named, finder);
  return (repoURL) => (own === undefined ? undefined : isSameAddress(own, repoURL));
}

/** Argo CD takes SSH and HTTPS for two repositories, and compares users and ports; what they hold is the same. */
function isSameAddress(one: string, other: string): boolean {
  return addressOf(one) === addressOf(other);
}

function addressOf(url: string): string {
  return (normalizeRepositoryUrl(url) || url)
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .replace(/^([^/:]+):\d+(?=\/)/, '$1')
    .replace(/(?<!\/)\/+$/, '');
}

interface Named {
  readonly repoURL: string;
  readonly path: string;
}

function commonest(named: readonly Named[], finder: Finder): string | undefined {
  const counts = new Map<string, { readonly url: string; here: number; all: number }>();
  for (const { repoURL, path } of named) {
    const address = addressOf(repoURL);
    const count = counts.get(address) ?? { url: repoURL, here: 0, all: 0 };
    counts.set(address, count);
    count.all++;
    if ('path' in finder.resolve(path)) count.here++;
  }
  const [most] = [...counts.values()].toSorted((one, other) => other.here - one.here);
  // Another repository may happen to have a folder of the same name.
  return most !== undefined && most.here * 2 > most.all ? most.url : undefined;
}

/** Repository URLs with a path, wherever they stand: in sources, templates and generators. */
function namedIn(value: unknown): readonly Named[] {
  if (Array.isArray(value)) return value.flatMap(namedIn);
  if (!isMapping(value)) return [];
  const { repoURL, path, chart, directories, files } = value;
  const paths = [path, ...pathsOf(directories), ...pathsOf(files)].filter((each) => typeof each === 'string');
  const named =
    typeof repoURL === 'string' && repoURL !== '' && !repoURL.includes('{{') && !chart
      ? paths.map((each) => ({ repoURL, path: fixedPart(each) }))
      : [];
  return [...named, ...Object.values(value).flatMap(namedIn)];
}

function pathsOf(entries: unknown): readonly unknown[] {
  return Array.isArray(entries) ? entries.map((entry) => (isMapping(entry) ? entry.path : undefined)) : [];
}

/** The folders before the first wildcard or placeholder. */
function fixedPart(path: string): string {
  const end = path.search(/\{\{|[*?[]/);
  return end === -1 ? path : path.slice(0, path.lastIndexOf('/', end) + 1);
}
