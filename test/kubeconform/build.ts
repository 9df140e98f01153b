import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { KUBECONFORM_FOLDER, KUBECONFORM_PACKAGE, kubeconformProgram } from './program';

// npm run kubeconform:build: the real one, which Go fetches through its proxy and builds outside of the tree.
if (kubeconformProgram() === undefined) {
  mkdirSync(KUBECONFORM_FOLDER, { recursive: true });
  const { status, error } = spawnSync('go', ['install', KUBECONFORM_PACKAGE], {
    env: { ...process.env, GOBIN: KUBECONFORM_FOLDER, GOFLAGS: '' },
    stdio: 'inherit',
  });
  if (error) throw error;
  process.exitCode = status ?? 1;
}
