import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadAll } from 'js-yaml';
import { type ApplicationSet, type ArgoVersion, expandApplicationSet } from '../../src/argocd';

/** A manifest as it is written, with the file that it stands in. */
export interface Written {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** Every file below a folder and its text, by its path in the folder. */
export function textsBelow(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

export function manifestsBelow(folder: string): Written[] {
  return [...textsBelow(folder)]
    .filter(([file]) => file.endsWith('.yaml'))
    .flatMap(([file, text]) => loadAll(text).map((document) => ({ file, ...(document as object) })))
    .filter((manifest): manifest is Written => 'kind' in manifest);
}

/** The names of the Applications that these manifests make, those that sets generate included. */
export function applicationNames(manifests: readonly Written[], argocd: ArgoVersion): string[] {
  return manifests.flatMap((manifest) => {
    if (manifest.kind === 'Application') return [manifest.metadata.name];
    return manifest.kind === 'ApplicationSet' ? generatedNames(manifest, argocd) : [];
  });
}

function generatedNames(set: Written, argocd: ArgoVersion): string[] {
  const generated = expandApplicationSet(set as ApplicationSet, { argocdNamespace: 'argocd' }, argocd);
  if (!('map' in generated)) throw new Error(`${set.file}: ${JSON.stringify(generated)}`);
  return generated.map(({ application }) => (application.metadata as { readonly name: string }).name);
}
