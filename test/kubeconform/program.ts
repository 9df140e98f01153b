import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { built, isBuilt } from '../../e2e/tools/cache';
import { kubeconform } from '../../e2e/tools/versions';

/** The program, where it is built. */
export function kubeconformProgram(): string | undefined {
  return isBuilt(kubeconform) ? built(kubeconform).binary('kubeconform') : undefined;
}

/** As it is called for schemas and manifests that are files here: nothing is fetched. */
export function kubeconformArguments(schemas: string, manifests: string): readonly string[] {
  const location = join(schemas, '{{ .Group }}_{{ .ResourceAPIVersion }}_{{ .ResourceKind }}.json');
  return ['-strict', '-schema-location', location, manifests];
}

/** How many manifests of a folder it finds valid, and how many not, of whichever kind; what it says of these. */
export function kubeconformSummary(program: string, schemas: string, manifests: string): Summary {
  const { resources, summary } = answered(program, ['-summary', ...kubeconformArguments(schemas, manifests)]);
  return { ...summary, said: resources.map(({ filename, msg }) => `${filename}: ${msg}`) };
}

interface Summary {
  readonly valid: number;
  readonly invalid: number;
  readonly errors: number;
  readonly skipped: number;
  readonly said: readonly string[];
}

/** Which files of a folder it finds valid. */
export function askKubeconform(program: string, schemas: string, manifests: string): ReadonlyMap<string, string> {
  const { resources } = answered(program, ['-verbose', ...kubeconformArguments(schemas, manifests)]);
  return new Map(resources.map(({ filename, status, msg }) => [filename, status === 'statusValid' ? 'valid' : msg]));
}

function answered(program: string, args: readonly string[]): Answers {
  const options = { encoding: 'utf8', maxBuffer: 1 << 30 } as const;
  const { stdout, stderr, error } = spawnSync(program, ['-output', 'json', ...args], options);
  if (error) throw error;
  if (!stdout.startsWith('{')) throw new Error(`kubeconform answered ${stdout}${stderr}`);
  return JSON.parse(stdout);
}

interface Answers {
  readonly resources: readonly Answer[];
  /** Where it is asked for. */
  readonly summary: Omit<Summary, 'said'>;
}

interface Answer {
  readonly filename: string;
  readonly status: string;
  readonly msg: string;
}
