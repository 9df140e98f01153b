import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { keeperOf, keptFolders } from './folder';

/** Ends what `npm run e2e:up` has left running. */
async function down(): Promise<void> {
  const kept = keptFolders().filter(({ stays }) => stays);
  if (kept.length === 0) console.error('nothing is up');
  for (const owner of kept) {
    const { folder } = owner;
    process.kill(keeperOf(owner), 'SIGTERM');
    while (keptFolders().some((each) => each.folder === folder)) await pause(50);
    rmSync(folder, { recursive: true, force: true });
    console.error(`ended ${folder}`);
  }
}

down().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
