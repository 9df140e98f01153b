import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFolder } from '../tools/cache';
import { type ArgoCdVersion, argoCdVersions, foundation, type Module } from '../tools/versions';
import type { Recording } from './recording';

/** The releases that a record was made with. */
export function versionsOf(argocd: ArgoCdVersion): Recording['versions'] {
  const kubernetes = foundation.find(({ name }) => name === 'kubernetes');
  if (!kubernetes) throw new Error('no module "kubernetes" in e2e/tools/versions.ts');
  return { argocd: pinned(argoCdVersions[argocd]), kubernetes: pinned(kubernetes) };
}

function pinned(module: Module): string {
  const lines = readFileSync(join(sourceFolder(module), 'go.mod'), 'utf8').split('\n');
  const words = lines.map((line) =>
    line
      .trim()
      .replace(/^require /, '')
      .split(' '),
  );
  const version = words.find(([name, , arrow]) => name === module.of && arrow !== '=>')?.[1];
  if (!version) throw new Error(`e2e/tools/${module.folder}/go.mod: no version of ${module.of}; require it`);
  return version;
}
