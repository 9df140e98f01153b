import { spawnSync } from 'node:child_process';
import { build } from './tools/build';
import { argoCdVersions, foundation } from './tools/versions';

/**
 * `npm run e2e [-- version ...]`: builds what is missing, and runs the suite on each version of Argo CD. With KUBECONFIG
 * it runs once, on that cluster, and builds nothing.
 */
async function main(asked: readonly string[]): Promise<number> {
  const versions = Object.keys(argoCdVersions);
  const unknown = asked.find((version) => !versions.includes(version));
  if (unknown !== undefined) throw new Error(`e2e: expected ${versions.join(' or ')}, got "${unknown}"`);
  if (process.env.KUBECONFIG) return suite({});
  await build([...foundation, ...Object.values(argoCdVersions)], (line) => console.error(line));
  const codes = (asked.length > 0 ? asked : versions).map((version) => {
    console.error(`== Argo CD ${version}`);
    return suite({ ARGOSY_E2E_ARGOCD: version });
  });
  return Math.max(...codes);
}

function suite(env: Readonly<Record<string, string>>): number {
  const args = ['jest', '--config', 'e2e/jest.config.js'];
  const { status } = spawnSync('npx', args, { stdio: 'inherit', env: { ...process.env, ...env } });
  return status ?? 1;
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
