import { isMapping, type ManifestFile } from './manifest-files';
import type { Manifest, Origin } from './model';

/** Finds where the values of an object that a tool made are written. */
export type FindWritten = (made: Pick<Manifest, 'object' | 'group' | 'kind' | 'name'>) => Origin['writtenAt'];

/**
 * Kustomize puts together what stands in several files: a value is where a manifest of the same name, or a patch of it,
 * has the same one. Files are read when the first position is asked for.
 */
export function writtenIn(files: readonly string[], readFile: (file: string) => ManifestFile): FindWritten {
  let manifests: readonly Manifest[] | undefined;
  return (made) => (path) => {
    manifests ??= files.flatMap((file) => readFile(file).manifests);
    const value = valueAt(made.object, path);
    if (value === undefined) return undefined;
    const source = manifests.find(
      (each) =>
        each.group === made.group &&
        each.kind === made.kind &&
        made.name.includes(each.name) &&
        isSame(valueAt(each.object, path), value),
    );
    const line = source?.origin.lineOf(path);
    return source === undefined || line === undefined ? undefined : { file: source.origin.file, line };
  };
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((here, step) => {
    if (Array.isArray(here)) return here[Number(step)];
    return isMapping(here) ? here[step] : undefined;
  }, value);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
