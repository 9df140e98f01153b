import { spawn } from 'node:child_process';
import { build } from './tools/build';
import { type ArgoCdVersion, argoCdVersion, argoCdVersions, foundation } from './tools/versions';

/**
 * `npm run e2e [-- version ...]`: builds what is missing, and runs the suite on each version of Argo CD. With KUBECONFIG
 * it runs once, on that cluster, and builds nothing.
 */
async function main(args: readonly string[]): Promise<number> {
  const asked = args.map((version) => argoCdVersion('e2e', version));
  if (process.env.KUBECONFIG)
    return suite(asked[0] ?? argoCdVersion('ARGOSY_E2E_ARGOCD', process.env.ARGOSY_E2E_ARGOCD), ['--runInBand']);
  const versions = asked.length > 0 ? asked : (Object.keys(argoCdVersions) as ArgoCdVersion[]);
  await build([...foundation, ...versions.map((version) => argoCdVersions[version])], (line) => console.error(line));
  let worst = 0;
  for (const [index, version] of versions.entries()) {
    console.error(`== Argo CD ${version}`);
    // Coming up and going away is the same with every version.
    const options = index === 0 ? [] : ['--testPathIgnorePatterns', 'suite/control-plane'];
    worst = Math.max(worst, await suite(version, options));
  }
  return worst;
}

/** A signal goes on to the tests, so that they end their control planes. */
function suite(version: ArgoCdVersion, options: readonly string[] = []): Promise<number> {
  const args = [require.resolve('jest/bin/jest'), '--config', 'e2e/jest.config.js', ...options];
  const jest = spawn(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, ARGOSY_E2E_ARGOCD: version },
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
