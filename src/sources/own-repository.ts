import { normalizeRepositoryUrl } from '../argocd/repository-url';
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
  const known = new Map<string, string>();
  const address = (url: string): string => {
    const found = known.get(url) ?? addressOf(url);
    known.set(url, found);
    return found;
  };
  const among = (urls: readonly string[]): IsOwn => {
    const own = new Set(urls.map(address));
    return (repoURL) => own.has(address(repoURL));
  };
  if (declared.length > 0) return among(declared);
  const named: Named[] = [];
  for (const { group, object } of manifests) if (group === 'argoproj.io') collect(object.spec, named);
  const addresses = new Set(named.map(({ repoURL }) => address(repoURL)));
  const remote = remotes.filter((url) => addresses.has(address(url)));
  if (remote.length > 0) return among(remote);
  const own = commonest(named, finder, address);
  return own === undefined ? () => undefined : among([own]);
}

/** Argo CD takes SSH and HTTPS for two repositories, and compares users and ports; what they hold is the same. */
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

function commonest(named: readonly Named[], finder: Finder, addressOf: (url: string) => string): string | undefined {
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
function collect(value: unknown, named: Named[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, named);
    return;
  }
  if (!isMapping(value)) return;
  const { repoURL, path, chart, directories, files } = value;
  if (typeof repoURL === 'string' && repoURL !== '' && !repoURL.includes('{{') && !chart) {
    for (const each of [path, ...pathsOf(directories), ...pathsOf(files)]) {
      if (typeof each === 'string') named.push({ repoURL, path: fixedPart(each) });
    }
  }
  for (const name of Object.keys(value)) {
    const inner = value[name];
    if (typeof inner === 'object') collect(inner, named);
  }
}

function pathsOf(entries: unknown): readonly unknown[] {
  return Array.isArray(entries) ? entries.map((entry) => (isMapping(entry) ? entry.path : undefined)) : [];
}

/** The folders before the first wildcard or placeholder. */
function fixedPart(path: string): string {
  const end = path.search(/\{\{|[*?[]/);
  return end === -1 ? path : path.slice(0, path.lastIndexOf('/', end) + 1);
}
