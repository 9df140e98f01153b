import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageVersion } from '../package-version';
import type { CheckReport } from '../report/check';
import { DECLARATIONS_FILE } from '../sources/declarations';
import { findTool } from '../sources/tool';
import { cacheFolder, toolCache } from '../sources/tool-cache';
import { PROGRAMS } from '../sources/tool-renderer';
import type { Ready } from '../synth/session';
import { waiversAround } from './check-waivers';

/**
 * What the rules say of an output. Loading and asking them takes about as long as the synth itself, so that the same
 * output is judged once a day: waivers expire, and so may what else goes by the date.
 */
export async function verdictOn(ready: Ready, progress: (what: string) => void): Promise<CheckReport> {
  progress('checking');
  const cache = toolCache(join(dirname(cacheFolder(process.env)), 'checked'));
  const key = keyOf(ready);
  const known = cache.get(key);
  if (known !== undefined) return JSON.parse(known);
  const { judgedOutput } = require('./synth-check') as typeof import('./synth-check');
  const { report, isLasting } = await judgedOutput(ready);
  if (isLasting) cache.set(key, JSON.stringify(report));
  return report;
}

function keyOf({ files, contentRoot, root }: Ready): readonly string[] {
  const made = files.map(({ path, content, instance, manifests }) => [
    path,
    content,
    instance,
    ...manifests.map(({ constructPath }) => constructPath),
  ]);
  const beside = [join(root, DECLARATIONS_FILE), waiversAround('.') ?? ''].map((file) =>
    existsSync(file) ? readFileSync(file, 'utf8') : '',
  );
  const today = new Date().toISOString().slice(0, 10);
  return [rulesIdentity(), toolsIdentity(), today, contentRoot ?? '', JSON.stringify(made), ...beside];
}

/** Changes when the rules do: with every version, and with every edit of a checkout or build. */
function rulesIdentity(): string {
  const source = dirname(__dirname);
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.[jt]s$/.test(file));
  const edited = files.map((file) => {
    const { size, mtimeMs } = statSync(join(source, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return [packageVersion(), process.version, ...edited].join('\n');
}

/** Changes when what renders is installed, removed or another one: what is not known without it is known with it. */
function toolsIdentity(): string {
  const tools = Object.values(PROGRAMS).map((names) => findTool(names, process.env.PATH ?? ''));
  return tools.map((tool) => tool?.identity ?? 'none').join('\n');
}
