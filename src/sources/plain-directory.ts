import { globMatches } from '../argocd/glob';
import { isUnknown } from '../argocd/unknown';
import { isMapping, MANIFEST_FILE, type ManifestFile } from './manifest-files';
import type { Manifest, NotKnown } from './model';
import type { Finder } from './tree';

/** What a plain folder comes out as. With a failure Argo CD renders nothing of it, whatever could be read. */
export interface PlainDirectory {
  readonly manifests: readonly Manifest[];
  readonly failure?: string;
  readonly notKnown: readonly NotKnown[];
  /** The files that `include` and `exclude` leave out. */
  readonly leftOut: readonly string[];
}

/** Renders a folder as the repo-server does: files in the order of their paths, linked files too, linked folders not. */
export function plainDirectory(
  folder: string,
  options: unknown,
  finder: Finder,
  read: (file: string) => ManifestFile,
): PlainDirectory {
  const { recurse, include, exclude } = isMapping(options) ? options : {};
  const manifests: Manifest[] = [];
  const failures: string[] = [];
  const notKnown: NotKnown[] = [];
  const leftOut: string[] = [];
  const visit = (at: string, below: string): void => {
    for (const { name, kind } of finder.inside(at)) {
      const path = at === '.' ? name : `${at}/${name}`;
      const relative = `${below}${name}`;
      if (kind === 'folder') {
        if (recurse === true) visit(path, `${relative}/`);
        continue;
      }
      const isJsonnet = name.endsWith('.jsonnet');
      if (!MANIFEST_FILE.test(name) && !isJsonnet) continue;
      const resolved = finder.resolve(path);
      if (resolved.is === 'outside') failures.push(`${path} is a link that leaves the repository`);
      if (!('path' in resolved) || resolved.is !== 'file') continue;
      const wanted = isWanted(relative, include, exclude);
      if (typeof wanted === 'string') notKnown.push({ what: `whether ${path} is rendered`, why: wanted });
      if (wanted === false) leftOut.push(resolved.path);
      if (wanted !== true) continue;
      if (isJsonnet) {
        notKnown.push({ what: `what ${path} renders to`, why: 'Jsonnet is not evaluated' });
        continue;
      }
      const file = read(resolved.path);
      for (const manifest of file.manifests) manifests.push(manifest);
      if (file.failure !== undefined) failures.push(file.failure);
    }
  };
  visit(folder, '');
  return { manifests, notKnown, leftOut, ...(failures[0] !== undefined && { failure: failures[0] }) };
}

/** Excluding wins. `*` goes over slashes. A text says why it cannot be told. */
function isWanted(path: string, include: unknown, exclude: unknown): boolean | string {
  if (typeof exclude === 'string' && exclude !== '') {
    const excluded = globMatches(exclude, path);
    if (isUnknown(excluded)) return excluded.unknown;
    if (excluded) return false;
  }
  if (typeof include !== 'string' || include === '') return true;
  const included = globMatches(include, path);
  return isUnknown(included) ? included.unknown : included;
}
