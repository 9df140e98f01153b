import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../tools/cache';
import type { Kubernetes } from './kubernetes';
import type { PartSpec } from './part';
import { freePorts } from './ports';
import { answers } from './probe';

/**
 * The controller, which only knows how to reach an API server from inside of a Pod: it finds the files of one in a mount
 * namespace of its own, so that nothing shows outside.
 */
export async function sealedSecrets(
  folder: string,
  cluster: Kubernetes,
): Promise<{ readonly part: PartSpec; readonly url: string }> {
  const [port = 0, metrics = 0] = await freePorts(2);
  const files = join(folder, 'service-account');
  mkdirSync(files);
  writeFileSync(join(files, 'token'), cluster.tokens['sealed-secrets-controller'], { mode: 0o600 });
  writeFileSync(join(files, 'ca.crt'), readFileSync(cluster.certificate));
  writeFileSync(join(files, 'namespace'), 'kube-system');
  const url = `http://127.0.0.1:${port}`;
  const run = [
    'mount -t tmpfs tmpfs /run',
    'mkdir -p /run/secrets/kubernetes.io',
    'cp -r "$1" /run/secrets/kubernetes.io/serviceaccount',
    'shift',
    'exec "$@"',
  ];
  return {
    url,
    part: {
      name: 'sealed-secrets-controller',
      command: 'unshare',
      args: [
        ...['--mount', 'sh', '-ec', run.join('\n'), 'sh', files],
        tool('sealed-secrets-controller'),
        `--listen-addr=127.0.0.1:${port}`,
        `--listen-metrics-addr=127.0.0.1:${metrics}`,
      ],
      env: {
        KUBERNETES_SERVICE_HOST: '127.0.0.1',
        KUBERNETES_SERVICE_PORT: String(cluster.port),
        POD_NAMESPACE: 'kube-system',
      },
      ready: () => answers(`${url}/v1/cert.pem`),
    },
  };
}
