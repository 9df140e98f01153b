import { rmSync } from 'node:fs';
import { until } from '../cluster/until';
import { type KeptFolder, keeperOf, keptFolders } from './folder';

/** Ends what `npm run e2e:up` has left running: all of it, or what lies in the folders that are named. */
async function down(named: readonly string[]): Promise<void> {
  const kept = keptFolders().filter(({ stays, folder }) => (named.length > 0 ? named.includes(folder) : stays));
  if (kept.length === 0) console.error('nothing is up');
  for (const each of kept) await end(each);
}

async function end({ folder, ...owner }: KeptFolder): Promise<void> {
  const gone = async () => (keptFolders().some((each) => each.folder === folder) ? undefined : true);
  const keeper = keeperOf(owner);
  if (keeper !== undefined) process.kill(keeper, 'SIGTERM');
  try {
    await until(`${folder} to end`, 30, gone);
  } catch {
    // The first process of a PID namespace takes all others along.
    process.kill(keeper ?? owner.pid, 'SIGKILL');
    await until(`${folder} to be killed`, 10, gone);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  console.error(`ended ${folder}`);
}

down(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
