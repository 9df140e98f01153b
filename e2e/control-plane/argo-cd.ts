import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { built } from '../tools/cache';
import { type ArgoCdVersion, argoCdVersions } from '../tools/versions';
import type { Kubernetes } from './kubernetes';
import type { PartSpec } from './part';
import { freePorts } from './ports';
import { answers } from './probe';
import type { User } from './user';

/** The data of the ConfigMaps in Argo CD's namespace, by name. */
export type Settings = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface ArgoCd {
  readonly repoServer: PartSpec;
  /** Those that talk to the API server, each with the settings it starts with. */
  controllers(settings: Settings): readonly PartSpec[];
}

interface Deployment {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly env?: readonly {
            readonly name: string;
            readonly valueFrom?: { readonly configMapKeyRef?: { readonly name: string; readonly key: string } };
          }[];
        }[];
      };
    };
  };
}

/** The ports on which something else of the control plane answers Argo CD. */
export interface Neighbours {
  readonly redis: number;
  readonly charts: number;
  /** A PATH with git, helm and kustomize. */
  readonly path: string;
}

export async function argoCd(
  version: ArgoCdVersion,
  folder: string,
  { kubeconfigs }: Kubernetes,
  { redis, charts, path }: Neighbours,
): Promise<ArgoCd> {
  const home = built(argoCdVersions[version]);
  const [repo = 0, repoMetrics = 0, metrics = 0, setMetrics = 0, setProbe = 0, setWebhook = 0, told = 0] =
    await freePorts(7);
  const common = {
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_TLS_DATA_PATH: join(folder, 'tls'),
    ARGOCD_SSH_DATA_PATH: join(folder, 'ssh'),
    PATH: path,
  };
  const part = (name: User | 'argocd-repo-server', ready: PartSpec['ready'], args: string[], env = {}): PartSpec => ({
    name,
    command: home.binary('argocd'),
    args,
    env: { ...common, ARGOCD_BINARY_NAME: name, ...env },
    ready,
  });
  const repoServer = part(
    'argocd-repo-server',
    () => answers(`http://127.0.0.1:${repoMetrics}/healthz`),
    [
      '--disable-tls',
      '--address=127.0.0.1',
      `--port=${repo}`,
      '--metrics-address=127.0.0.1',
      `--metrics-port=${repoMetrics}`,
      `--redis=127.0.0.1:${redis}`,
      // A commit is seen at the next look, and not three minutes later.
      '--revision-cache-expiration=1s',
    ],
    { HTTPS_PROXY: `http://127.0.0.1:${charts}` },
  );
  const at = `127.0.0.1:${repo}`;
  return {
    repoServer,
    controllers: (settings) => [
      part(
        'argocd-application-controller',
        () => answers(`http://127.0.0.1:${metrics}/healthz`),
        [
          `--kubeconfig=${kubeconfigs['argocd-application-controller']}`,
          `--repo-server=${at}`,
          '--repo-server-plaintext',
          `--redis=127.0.0.1:${redis}`,
          // On every address, as the metrics of the notifications controller are: neither has a flag for it.
          `--metrics-port=${metrics}`,
          '--app-resync=60',
          ...(version === '2.13' ? [] : ['--app-resync-jitter=0']),
        ],
        {
          ...fromSettings('application-controller/argocd-application-controller-statefulset.yaml', settings),
          KUBECONFIG: kubeconfigs['argocd-application-controller'],
        },
      ),
      part(
        'argocd-applicationset-controller',
        () => answers(`http://127.0.0.1:${setMetrics}/metrics`),
        [
          `--kubeconfig=${kubeconfigs['argocd-applicationset-controller']}`,
          `--argocd-repo-server=${at}`,
          '--repo-server-plaintext',
          `--metrics-addr=127.0.0.1:${setMetrics}`,
          `--probe-addr=127.0.0.1:${setProbe}`,
          `--webhook-addr=127.0.0.1:${setWebhook}`,
        ],
        {
          ...fromSettings('applicationset-controller/argocd-applicationset-controller-deployment.yaml', settings),
          KUBECONFIG: kubeconfigs['argocd-applicationset-controller'],
        },
      ),
      part(
        'argocd-notifications-controller',
        () => answers(`http://127.0.0.1:${told}/metrics`),
        [
          `--kubeconfig=${kubeconfigs['argocd-notifications-controller']}`,
          `--argocd-repo-server=${at}`,
          '--argocd-repo-server-plaintext',
          `--metrics-port=${told}`,
        ],
        {
          ...fromSettings('notification/argocd-notifications-controller-deployment.yaml', settings),
          // The one whose program is not called as its Deployment is.
          ARGOCD_BINARY_NAME: 'argocd-notifications',
        },
      ),
    ],
  };

  /** The environment that the real Deployment gives its container: settings are read when it starts, as in a cluster. */
  function fromSettings(manifest: string, settings: Settings): Record<string, string> {
    const text = readFileSync(home.file(join('manifests/base', manifest)), 'utf8');
    const deployments = loadAll(text) as Deployment[];
    const containers = deployments.flatMap(({ spec }) => spec.template.spec.containers);
    const variables: Record<string, string> = {};
    for (const { name, valueFrom } of containers.flatMap(({ env = [] }) => env)) {
      const from = valueFrom?.configMapKeyRef;
      const value = from && settings[from.name]?.[from.key];
      if (value !== undefined) variables[name] = value;
    }
    return variables;
  }
}
