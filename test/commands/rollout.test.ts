import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Cluster } from '../../src/cluster/cluster';
import { rolledOut } from '../../src/commands/rollout';
import { folder } from './cert-run';
import { kubeconfig } from './cert-server';

const installed = spawnSync('kubectl', ['version', '--client']).status === 0;
const withKubectl = installed ? test : test.skip;
if (!installed) process.stdout.write('no kubectl: nothing is waited for\n');

jest.setTimeout(60_000);

const root = (health: string) => ({
  metadata: { name: 'shop-dev', labels: { app: 'root', env: 'dev' } },
  spec: { project: 'shop-roots' },
  status: { sync: { status: 'Synced' }, health: { status: health } },
});
const EXPECTED = [{ name: 'shop-dev', environment: 'dev', place: { is: 'root' } as const }];

/** A cluster whose Applications are these, look by look; where it is `away` nothing is answered but that. */
async function clusterOf(looks: readonly ('away' | string)[]) {
  let look = 0;
  const server = createServer(({ url }, response) => {
    const isList = new URL(url ?? '', 'http://server').pathname.endsWith('/applications');
    const health = looks[Math.min(look, looks.length - 1)] ?? 'away';
    if (isList) look++;
    if (health === 'away' && isList) {
      const status = {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        message: 'starting',
        reason: 'ServiceUnavailable',
        code: 503,
      };
      response.writeHead(503, { 'content-type': 'application/json' }).end(JSON.stringify(status));
    } else response.end(JSON.stringify({ items: isList ? [root(health)] : [] }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const cwd = folder({ config: kubeconfig({ it: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }) });
  const env = { ...process.env, KUBECONFIG: join(cwd, 'config') };
  const cluster = new Cluster({}, { stderr: { write: () => true }, cwd, env, quietFor: 20_000 });
  return { cluster, end: () => server.close() };
}

async function waited(looks: readonly string[], seconds = 30) {
  const { cluster, end } = await clusterOf(looks);
  const lines: string[] = [];
  const progress = {
    now: () => undefined,
    line: (text: string) => lines.push(text.replace(/after \d+s/, 'in time')),
    end: () => undefined,
  };
  try {
    const { done, state } = await rolledOut(
      { platform: 'shop', expected: EXPECTED },
      { cluster, argocdNamespace: 'argocd', seconds, progress },
    );
    return { done, lines, settled: state.environments[0]?.applications[0]?.settled };
  } finally {
    end();
  }
}

withKubectl('an API server that goes away for a while is waited for, and told of once', async () => {
  expect(await waited(['Progressing', 'away', 'away', 'Progressing', 'Healthy'])).toEqual({
    done: true,
    settled: true,
    lines: [
      'waiting for the API server: it says "Error from server (ServiceUnavailable): starting"',
      'dev: all of it is up in time: shop-dev',
    ],
  });
});

withKubectl('what does not come up is given up in its time, as it is', async () => {
  expect(await waited(['Progressing'], 2)).toEqual({ done: false, settled: false, lines: [] });
});
