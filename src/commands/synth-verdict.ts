import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageVersion } from '../package-version';
import type { CheckReport } from '../report/check';
import { cacheFolder, toolCache } from '../sources/tool-cache';
import type { Ready } from '../synth/session';

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
  const beside = [join(root, 'argosy.yaml'), 'argosy-waivers.yaml'].map((file) =>
    existsSync(file) ? readFileSync(file, 'utf8') : '',
  );
  const today = new Date().toISOString().slice(0, 10);
  return [rulesIdentity(), today, contentRoot ?? '', JSON.stringify(made), ...beside];
}

/** Changes when the rules do: in a checkout with every edit. */
function rulesIdentity(): string {
  if (!__filename.endsWith('.ts')) return packageVersion();
  const source = dirname(__dirname);
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.map((file) => `${file} ${statSync(join(source, file)).mtimeMs}`).join('\n');
}
