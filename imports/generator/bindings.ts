import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { names } from '../names';
import type { Source } from '../sources';
import { crdFrom, isCrd, kindOf } from './crd';
import { groupFile, type OriginalCrd } from './group-file';

export interface Bindings {
  readonly file: string;
  readonly text: string;
}

/** One file of bindings an API group. */
export function bindingsFrom(sources: readonly Source[], folderOf: (source: Source) => string): Bindings[] {
  const crds = sources.flatMap((source) => crdsOf(source, folderOf(source)));
  return [...new Set(crds.map(({ group }) => group))].map((group) => ({
    file: `${group}.ts`,
    text: groupFile(
      crds.filter((crd) => crd.group === group),
      names[group] ?? {},
    ),
  }));
}

function crdsOf({ module, version, path, kinds }: Source, folder: string): OriginalCrd[] {
  const documents = readdirSync(join(folder, path))
    .sort()
    .filter((file) => /\.ya?ml$/.test(file))
    .flatMap((file) => loadAll(readFileSync(join(folder, path, file), 'utf8')).map((crd) => ({ file, crd })))
    .filter(({ crd }) => isCrd(crd));
  return kinds.map((kind) => {
    const found = documents.find(({ crd }) => kindOf(crd) === kind);
    if (found === undefined) throw new Error(`${module}@${version} ${path}: no definition of ${kind}`);
    return { ...crdFrom(found.crd), origin: `${module}@${version} ${path}/${found.file}` };
  });
}
