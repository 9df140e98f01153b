import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { until } from '../cluster/until';
import { failureOf, type KeptFolder, keeperOf, keptFolders } from './folder';

/**
 * `npm run e2e:down [-- folder ...]`: ends what `npm run e2e:up` has left running, and removes what was left by control
 * planes that are no more: all of it, or what lies in the folders that are named.
 *
 * @param home where the folders of all control planes lie
 */
export async function down(named: readonly string[], home: string, say: (line: string) => void): Promise<void> {
  const kept = keptFolders(home);
  const folders = named.map((folder) => resolve(folder));
  const stranger = folders.find((folder) => kept.every((each) => each.folder !== folder));
  if (stranger !== undefined) throw new Error(`e2e:down: no control plane is in ${stranger}; ${instead(kept)}`);
  const asked = kept.filter(({ folder, stays, lives }) => {
    return folders.length > 0 ? folders.includes(folder) : stays || !lives;
  });
  if (asked.length === 0) say('nothing is up');
  for (const each of asked) say(await end(each));
}

function instead(kept: readonly KeptFolder[]): string {
  const known = kept.map(({ folder }) => folder).join(', ');
  return known === '' ? 'nothing is up' : `name ${known}, or none for all that are left up`;
}

/** Ends a control plane and removes its folder; says what came of it. */
async function end(kept: KeptFolder): Promise<string> {
  const { folder, lives } = kept;
  if (lives) await endKeeper(kept);
  const failure = failureOf(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  if (failure !== undefined) return `removed ${folder}, which had ended by itself:\n${failure}`;
  return lives ? `ended ${folder}` : `removed ${folder}, whose keeper had been killed`;
}

async function endKeeper({ folder, ...owner }: KeptFolder): Promise<void> {
  const gone = async () =>
    keptFolders(dirname(folder)).every((each) => each.folder !== folder || !each.lives) || undefined;
  const keeper = keeperOf(owner);
  if (keeper !== undefined) signal(keeper, 'SIGTERM');
  try {
    await until(`${folder} to end`, 30, gone);
  } catch {
    // The first process of a PID namespace takes all others along.
    signal(keeper ?? owner.pid, 'SIGKILL');
    await until(`${folder} to be killed`, 10, gone);
  }
}

/** It may end by itself, in between. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

if (require.main === module) {
  down(process.argv.slice(2), tmpdir(), (line) => console.error(line)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  });
}
