import { execFileSync, spawn } from 'node:child_process';
import { build } from './tools/build';
import { type ArgoCdVersion, argoCdVersion, argoCdVersions, foundation } from './tools/versions';

/**
 * `npm run e2e [-- --once] [version ...]`: builds what is missing, and tells all stories on each version of Argo CD,
 * side by side; `--once` tells each of them on one of the versions, which the commit chooses, and what failed a second
 * time: on a machine that others use too, patience ends at times before Argo CD's work. With KUBECONFIG it runs once, on
 * that cluster, and builds nothing.
 */
async function main(args: readonly string[]): Promise<number> {
  const asked = args.filter((arg) => arg !== ONCE).map((version) => argoCdVersion('e2e', version));
  if (process.env.KUBECONFIG) {
    if (args.includes(ONCE))
      throw new Error(`e2e: KUBECONFIG names a cluster, which ${ONCE} has no versions of; unset it`);
    const [version = argoCdVersion('ARGOSY_E2E_ARGOCD', process.env.ARGOSY_E2E_ARGOCD)] = asked;
    return suite([version], ['--runInBand']);
  }
  const versions = asked.length > 0 ? asked : (Object.keys(argoCdVersions) as ArgoCdVersion[]);
  await build([...foundation, ...versions.map((version) => argoCdVersions[version])], (line) => console.error(line));
  if (!args.includes(ONCE)) return suite(versions);
  const once = { ARGOSY_E2E_ONCE: commit() };
  const code = await suite(versions, [], once);
  if (code !== FAILED) return code;
  console.error('what failed is told a second time, and that counts');
  return suite(versions, ['--onlyFailures'], once);
}

const ONCE = '--once';
/** How jest ends where a test failed. */
const FAILED = 1;
const INTERRUPTED = 130;

/** The same commit is always held to the same stories. */
function commit(): string {
  return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: __dirname, encoding: 'utf8' }).trim();
}

/** A signal goes on to the tests, so that they end their control planes. */
function suite(
  versions: readonly ArgoCdVersion[],
  options: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  const args = [require.resolve('jest/bin/jest'), '--config', 'e2e/jest.config.js', ...options];
  const jest = spawn(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env, ARGOSY_E2E_ARGOCD: versions.join(',') },
  });
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      interrupted = true;
      jest.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    jest.once('error', reject);
    jest.once('close', (code) => resolve(interrupted ? INTERRUPTED : (code ?? INTERRUPTED)));
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
