import { startControlPlane } from '../control-plane/control-plane';
import type { ArgoCdVersion } from '../tools/versions';

/** Starts a control plane, says where, and lives until it is killed or its own parent is gone. */
async function start(argocd: ArgoCdVersion): Promise<void> {
  const { folder } = await startControlPlane({ argocd });
  console.log(folder);
  process.stdin.resume().once('end', () => process.exit());
}

void start(process.argv[2] as ArgoCdVersion);
