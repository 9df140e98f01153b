import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { UsageError } from '../finding';
import { errorCode } from '../system-error';

/** What `cdk8s.yaml` says of a project. */
export interface Project {
  /** The file that builds the app, from the `app` command: its last word that names a script. */
  readonly entry: string | undefined;
  readonly output: string | undefined;
}

/**
 * Nothing when there is no `cdk8s.yaml`.
 * @throws UsageError when it cannot be read as YAML.
 */
export function readProject(folder: string): Project | undefined {
  const file = join(folder, 'cdk8s.yaml');
  if (!existsSync(file)) return undefined;
  const settings = parse(readText(file));
  const app = text(settings, 'app');
  return {
    entry: app?.split(/\s+/).findLast((word) => /\.[cm]?[jt]s$/.test(word)),
    output: text(settings, 'output'),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = errorCode(error);
    if (reason === undefined) throw error;
    throw new UsageError({
      where: 'cdk8s.yaml',
      message: `cannot be read (${reason})`,
      fix: 'make it a readable file',
    });
  }
}

function parse(content: string): unknown {
  try {
    return load(content);
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    throw new UsageError({ where: 'cdk8s.yaml', message: `is not YAML: ${reason}`, fix: 'mend the file' });
  }
}

function text(settings: unknown, key: string): string | undefined {
  if (typeof settings !== 'object' || settings === null) return undefined;
  const value: unknown = Reflect.get(settings, key);
  return typeof value === 'string' ? value : undefined;
}
