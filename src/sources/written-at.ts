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
    const alike = manifests.filter(
      ({ group, kind, name }) => group === made.group && kind === made.kind && name !== '' && made.name.includes(name),
    );
    const value = valueAt(made.object, path);
    if (value === undefined) return aroundMissing(made.object, path, alike);
    const source = alike.find((each) => isSame(valueAt(each.object, path), value));
    const line = source?.origin.lineOf(path);
    return source === undefined || line === undefined ? undefined : { file: source.origin.file, line };
  };
}

/** What is missing is missing from the innermost value around it, of the same name where it has one. */
function aroundMissing(made: unknown, path: ValuePath, alike: readonly Manifest[]): ReturnType<Written> {
  for (let length = path.length - 1; length > 0; length--) {
    const around = path.slice(0, length);
    const value = valueAt(made, around);
    if (value === undefined) continue;
    for (const { object, origin } of alike) {
      const written = valueAt(object, around);
      const line = isSame(nameOf(written), nameOf(value)) ? origin.lineOf(around) : undefined;
      if (written !== undefined && line !== undefined) return { file: origin.file, line };
    }
  }
  return undefined;
}

type ValuePath = readonly (string | number)[];
type Written = NonNullable<Origin['writtenAt']>;

function nameOf(value: unknown): unknown {
  return isMapping(value) ? value.name : undefined;
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
