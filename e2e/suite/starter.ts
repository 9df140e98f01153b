import { startControlPlane } from '../control-plane/control-plane';
import { argoCdVersion } from '../tools/versions';

/** Where a control plane is. */
export interface Place {
  readonly folder: string;
  /** Of the centre, then of each edge. */
  readonly kubeconfigs: readonly string[];
}

/** Starts a control plane, says where, and lives until it is killed or its own parent is gone. */
async function start([named, ...edges]: readonly string[]): Promise<void> {
  const plane = await startControlPlane({ argocd: argoCdVersion('starter', named), edges });
  const kubeconfigs = [plane.kubeconfig, ...plane.edges.map(({ kubeconfig }) => kubeconfig)];
  console.log(JSON.stringify({ folder: plane.folder, kubeconfigs } satisfies Place));
  process.stdin.resume().once('end', () => process.exit());
}

if (require.main === module) {
  start(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  });
}
