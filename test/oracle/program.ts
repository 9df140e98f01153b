import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ArgoVersion } from '../../src/argocd';

/** The releases whose packages can be asked. */
export const versions = ['2.13', '3.2'] as const satisfies readonly ArgoVersion[];

export type OracleVersion = (typeof versions)[number];

/** What the program of a release is made of, by file name. */
export function filesOf(version: OracleVersion): ReadonlyMap<string, string> {
  const sources = readdirSync(__dirname)
    .filter((name) => /\.(go|s)$/.test(name) && !name.endsWith(version.startsWith('2.') ? '_v3.go' : '_v2.go'))
    .sort();
  const files = new Map(sources.map((name) => [name, fittedTo(version, read(name))]));
  for (const name of ['go.mod', 'go.sum']) files.set(name, read(version, name));
  return files;
}

/** The sources are written for 2.x; the packages of 3.x have the same names in a module of another name. */
function fittedTo(version: OracleVersion, source: string): string {
  return version.startsWith('2.') ? source : source.replaceAll('argoproj/argo-cd/v2/', 'argoproj/argo-cd/v3/');
}

/** Where the program of a release is once it is built: another place for other sources. */
export function folderOf(version: OracleVersion): string {
  const hash = createHash('sha256');
  for (const [name, text] of filesOf(version)) hash.update(`${name}\0${text}\0`);
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'cdk8s-argosy', `oracle-${version}-${hash.digest('hex').slice(0, 16)}`);
}

function read(...path: readonly string[]): string {
  return readFileSync(join(__dirname, ...path), 'utf8');
}
