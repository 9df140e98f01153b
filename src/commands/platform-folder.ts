import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandLine } from '../command-line';
import { UsageError } from '../finding';
import { readManifestFile } from '../sources/manifest-files';
import type { Manifest } from '../sources/model';
import { suggestion } from '../suggestion';

/** What synth wrote of one platform. */
export interface PlatformFolder {
  readonly platform: string;
  /** Relative to the working directory, as messages name it. */
  readonly folder: string;
  readonly environments: readonly string[];
}

/** @throws UsageError when there is no such platform, or more than one to choose from */
export function platformFolder(line: CommandLine): PlatformFolder {
  const dist = line.value('dist') ?? 'dist';
  const fix = 'run argosy synth, or name the folder with --dist';
  if (!existsSync(dist)) throw new UsageError({ where: dist, message: 'it is not there', fix });
  if (!statSync(dist).isDirectory()) throw new UsageError({ where: dist, message: 'it is no folder', fix });
  const platforms = foldersIn(dist).filter((name) => existsSync(join(dist, name, 'root.yaml')));
  if (platforms.length === 0) {
    const message = `there is no platform in it, which has a root.yaml`;
    throw new UsageError({ where: dist, message, fix });
  }
  const platform = chosen('--platform', line.value('platform'), platforms);
  const folder = join(dist, platform);
  return {
    platform,
    folder,
    environments: foldersIn(folder).filter((name) => foldersIn(join(folder, name)).includes('apps')),
  };
}

/** @throws UsageError for what is not among them, and for nothing where there are several */
export function chosen(where: string, given: string | undefined, known: readonly string[]): string {
  const [only, ...others] = known;
  if (given === undefined && only !== undefined && others.length === 0) return only;
  if (given !== undefined && known.includes(given)) return given;
  const message = `expected ${known.join(' or ')}, got ${given === undefined ? 'nothing' : `"${given}"`}`;
  throw new UsageError({
    where,
    message,
    ...(given === undefined ? { fix: `write ${where} ${only}` } : suggestion(given, known)),
  });
}

/** The manifests of a folder and all below it, or of one file. */
export function manifestsAt(path: string): readonly Manifest[] {
  const files = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' })
        .toSorted()
        .map((name) => join(path, name))
    : [path];
  return files
    .filter((file) => /\.ya?ml$/.test(file) && statSync(file).isFile())
    .flatMap((file) => readManifestFile(file, readFileSync(file)).manifests);
}

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
