import { spawn } from 'node:child_process';
import { build } from './tools/build';
import { type ArgoCdVersion, argoCdVersion, argoCdVersions, foundation } from './tools/versions';

/**
 * `npm run e2e [-- version ...]`: builds what is missing, and runs the suite on each version of Argo CD, side by side. With KUBECONFIG
 * it runs once, on that cluster, and builds nothing.
 */
async function main(args: readonly string[]): Promise<number> {
  const asked = args.map((version) => argoCdVersion('e2e', version));
  if (process.env.KUBECONFIG) {
    const [version = argoCdVersion('ARGOSY_E2E_ARGOCD', process.env.ARGOSY_E2E_ARGOCD)] = asked;
    return suite([version], ['--runInBand']);
  }
  const versions = asked.length > 0 ? asked : (Object.keys(argoCdVersions) as ArgoCdVersion[]);
  await build([...foundation, ...versions.map((version) => argoCdVersions[version])], (line) => console.error(line));
  return suite(versions);
}

/** A signal goes on to the tests, so that they end their control planes. */
function suite(versions: readonly ArgoCdVersion[], options: readonly string[] = []): Promise<number> {
  const args = [require.resolve('jest/bin/jest'), '--config', 'e2e/jest.config.js', ...options];
  const jest = spawn(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, ARGOSY_E2E_ARGOCD: versions.join(',') },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => jest.kill(signal));
  return new Promise((resolve, reject) => {
    jest.once('error', reject);
    jest.once('close', (code) => resolve(code ?? 1));
  });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
